# What Get-Help answers about the staged module, in its two languages and to a user of a third.

BeforeDiscovery {
    $manifest = Import-PowerShellDataFile ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'ZStack.Backup.psd1'))
    $cmdlets = @($manifest.CmdletsToExport | ForEach-Object { @{ Cmdlet = $_ } })
    $topics = @('', '_Errors', '_Jobs', '_Recovery', '_Restore', '_Runbooks', '_Sessions', '_Vault' | ForEach-Object { @{ Topic = "about_ZStack_Backup$_" } })
    $languages = @(
        @{ Culture = 'en-US'; Pages = 'en-US' }
        @{ Culture = 'zh-CN'; Pages = 'zh-CN' }
        @{ Culture = 'fr-FR'; Pages = 'en-US' }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')

    # All answers of a shell in that language, which is a process of its own: a language is chosen once.
    function Get-Answer {
        param([string] $Culture)

        $script = Join-Path $TestDrive "$Culture.ps1"
        $answers = Join-Path $TestDrive "$Culture.json"
        @"
[cultureinfo]::CurrentUICulture = '$Culture'
Import-Module '$StagedModule'
`$common = [System.Management.Automation.Cmdlet]::CommonParameters
`$answers = @{ Cmdlets = @{}; Topics = @{}; Found = @(Get-Help about_ZStack_Backup* | ForEach-Object Name) }
foreach (`$command in Get-Command -Module ZStack.Backup) {
    `$help = Get-Help `$command.Name -Full
    `$answers.Cmdlets[`$command.Name] = @{
        Synopsis    = "`$(`$help.Synopsis)".Trim()
        Description = (@(`$help.description | ForEach-Object Text) -join ' ').Trim()
        Own         = @(`$command.Parameters.Keys | Where-Object { `$_ -notin `$common })
        Parameters  = @(`$help.parameters.parameter | ForEach-Object { @{ Name = `$_.name; Text = (@(`$_.description | ForEach-Object Text) -join ' ').Trim() } })
        Examples    = @(`$help.examples.example | ForEach-Object { `$_.code })
        Outputs     = @(`$help.returnValues.returnValue | ForEach-Object { `$_.type.name })
        Links       = @(`$help.relatedLinks.navigationLink | ForEach-Object linkText)
        Screen      = `$help | Out-String -Width 80
    }
}
foreach (`$name in `$answers.Found) { `$answers.Topics[`$name] = Get-Help `$name | Out-String }
`$answers | ConvertTo-Json -Depth 5 | Set-Content '$answers' -Encoding UTF8
"@ | Set-Content $script
        $run = Invoke-InProcess $script
        if ($run.Errors) { throw $run.Errors }
        Get-Content $answers -Raw -Encoding UTF8 | ConvertFrom-Json
    }

    # Its synopsis as the page has it.
    function Get-PageSynopsis {
        param([string] $Page)

        $text = [System.IO.File]::ReadAllText($Page) -replace '\r'
        if ($text -match '(?s)\n## SYNOPSIS\n(.+?)\n## ') { $Matches[1] -replace '\s' }
    }
}

Describe 'Get-Help in <Culture>' -ForEach $languages {
    BeforeAll {
        $answer = Get-Answer $Culture
        $pagesFolder = [System.IO.Path]::Combine($Repository, 'docs', $Pages)
        # Chinese where it should be, and nowhere else.
        $isChinese = $Pages -eq 'zh-CN'
        $chinese = '[\u4e00-\u9fff]'
    }

    It 'tells all about <Cmdlet>' -ForEach $cmdlets {
        $help = $answer.Cmdlets.$Cmdlet

        $help.Synopsis -replace '\s' | Should -BeExactly (Get-PageSynopsis (Join-Path $pagesFolder "$Cmdlet.md"))
        $help.Synopsis -match $chinese | Should -Be $isChinese
        $help.Description -match $chinese | Should -Be $isChinese
        $help.Description | Should -Not -BeNullOrEmpty
        @($help.Parameters.Name | Sort-Object) | Should -Be @($help.Own | Sort-Object)
        foreach ($parameter in $help.Parameters) { $parameter.Text -match $chinese | Should -Be $isChinese -Because $parameter.Name }
        @($help.Parameters | Where-Object Text).Count | Should -Be $help.Own.Count
        $help.Examples.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.Examples) { $example | Should -Match $Cmdlet }
        $help.Outputs | Should -Not -BeNullOrEmpty
        $help.Outputs | Should -Not -Contain ''
        @($help.Links).Count | Should -BeGreaterThan 0
        $help.Screen | Should -Not -Match '\{\{|Fill '
    }

    It 'finds <Topic>' -ForEach $topics {
        $answer.Found | Should -Contain $Topic
        $text = $answer.Topics.$Topic
        $text | Should -Match "^\s*$Topic\b"
        $text -match $chinese | Should -Be $isChinese
        # As the build makes it of the page; HelpText.Tests.ps1 looks at that.
        $text -replace '\s' | Should -BeExactly ([System.IO.File]::ReadAllText([System.IO.Path]::Combine($StagedModule, $Pages, "$Topic.help.txt")) -replace '\s')
    }

    It 'finds no topic that this list has not' {
        @($answer.Found).Count | Should -Be 8
    }
}
