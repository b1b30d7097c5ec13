# The examples of the help that need more than the engine, marked pwsh in the pages, do what the pages show.
# The others are run by tests/Module.Tests/Help/HelpExampleTests.cs, which asks for the same.

BeforeDiscovery {
    $cultures = 'en-US', 'zh-CN'
    $examples = foreach ($culture in $cultures) {
        $folder = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', $culture)
        foreach ($page in Get-ChildItem $folder -Filter '*-*.md') {
            $text = [System.IO.File]::ReadAllText($page.FullName) -replace '\r'
            foreach ($example in $text -split '(?m)^### ' | Select-Object -Skip 1) {
                # The code, and what it shows; nothing when the page shows nothing.
                if ($example -match '(?ms)^```pwsh\n(?<code>.*?)\n```$(\s+```Output\n(?<output>.*?)\n```$)?') {
                    [pscustomobject] @{ Page = $page.BaseName; Culture = $culture; Title = ($example -split '\n')[0] -replace '^\S+ \d+\W+'; Code = $Matches.code; Shown = "$($Matches.output)" }
                }
            }
        }
    }
    # Most are the same in each language: run once, compared with each page.
    $runs = @($examples | Group-Object Page, Code | ForEach-Object {
            @{ Page = $_.Group[0].Page; Title = $_.Group[0].Title; Code = $_.Group[0].Code; Pages = @($_.Group | ForEach-Object { @{ Culture = $_.Culture; Shown = $_.Shown } }) }
        })
    $counts = @($cultures | ForEach-Object { $culture = $_; @{ Culture = $culture; Found = @($examples | Where-Object Culture -EQ $culture).Count } })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')

    # Without what differs from run to run, as HelpExampleTests.cs has it: digits of times, ages and ports, and the width of columns.
    function ConvertTo-Comparable {
        param([string] $Text)

        $Text = [regex]::Replace($Text, '\b\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?|\b\d{8}-\d{4}\b', { $args[0].Value -replace '\d', '0' })
        $Text = $Text -replace '(?<= )\d+[mhd](?= )', 'age' -replace '\b\d+ (minute|hour|day)s? old\b', 'age old' -replace '-?\b\d+ s ahead\b', '0 s ahead' -replace '(?<!@)\b127\.0\.0\.1:\d+', '127.0.0.1'
        ($Text -replace '\s+', ' ').Trim()
    }

    # In a process and a folder of its own, connected to a node of its own, with what the pages take for granted.
    function Invoke-Example {
        param([string] $Code, [string] $Page)

        $folder = Join-Path $TestDrive ([System.IO.Path]::GetRandomFileName())
        [void] (New-Item -ItemType Directory $folder)
        $file = "$folder.ps1"
        @"
[cultureinfo]::CurrentUICulture = 'en-US'
`$ProgressPreference = 'SilentlyContinue'
. '$(Join-Path $PSScriptRoot 'Sandbox.ps1')'
Import-Module '$StagedModule'
`$node = `$env:EXAMPLE_NODE
`$admin = New-TestCredential admin password
`$store = New-TestCredential root password
`$mysql = (New-TestCredential root zstack.mysql.password).Password
`$null = Connect-ZStack `$node -Credential `$admin
& {
$Code
} 2>&1 | Out-String -Width 200
"@ | Set-Content $file
        # Other pages show the sizes of the sample.
        $node = Start-TestNode -Option $(if ($Page -like 'Compare-*') { '-Cloud', '20' })
        try { $run = Invoke-InProcess $file -Environment @{ EXAMPLE_NODE = $node.Url } -WorkingDirectory $folder } finally { Stop-TestNode $node }
        ($run.Output + $run.Errors).Replace($folder + [System.IO.Path]::DirectorySeparatorChar, '/backups/')
    }
}

Describe 'The pages in <Culture>' -ForEach $counts {
    It 'have no marked example that is not run here' {
        $folder = [System.IO.Path]::Combine($Repository, 'docs', $Culture, '*.md')
        $Found | Should -BeGreaterThan 0
        @(Select-String '^\s*```pwsh' $folder).Count | Should -Be $Found
    }
}

Describe '<Page>: <Title>' -ForEach $runs {
    BeforeAll { $actual = ConvertTo-Comparable (Invoke-Example $Code $Page) }

    It 'shows what the page in <Culture> shows' -ForEach $Pages {
        $expected = ConvertTo-Comparable $Shown
        # The page may leave off the end.
        if ($expected.EndsWith(' ...')) { $actual = $actual.Substring(0, [Math]::Min($actual.Length, $expected.Length - 3)) + '...' }
        $actual | Should -BeExactly $expected
    }
}
