# What a console shows of the help: text, and none of the marks that its pages are written with.

BeforeDiscovery {
    $languages = 'en-US', 'zh-CN'
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')

    # All of the help in a language, as it is printed: name and text.
    function Get-Screen {
        param([string] $Culture)

        $shell = [powershell]::Create()
        try {
            [void] $shell.AddScript({
                    param($Staged, $Culture)
                    [System.Threading.Thread]::CurrentThread.CurrentUICulture = $Culture
                    Import-Module $Staged
                    foreach ($name in @(Get-Command -Module ZStack.Backup | ForEach-Object Name) + @(Get-Help about_ZStack_Backup* | ForEach-Object Name)) {
                        [pscustomobject] @{ Name = $name; Text = Get-Help $name -Full | Out-String -Width 120 }
                    }
                }).AddArgument($StagedModule).AddArgument($Culture)
            $shell.Invoke()
        }
        finally { $shell.Dispose() }
    }
}

Describe 'The console in <_>' -ForEach $languages {
    BeforeAll {
        $culture = $_
        $screens = @(Get-Screen $culture)
        $commands = @($screens | Where-Object Name -NotLike about_*)
    }

    It 'shows every command and topic' {
        $commands.Count | Should -BeGreaterOrEqual 18
        ($screens.Count - $commands.Count) | Should -BeGreaterOrEqual 6
        foreach ($screen in $screens) { ($screen.Text -match '\p{IsCJKUnifiedIdeographs}') | Should -Be ($culture -eq 'zh-CN') -Because $screen.Name }
    }

    It 'shows no Markdown' {
        foreach ($screen in $screens) {
            # A backtick at the end of a line goes on with the command.
            $marks = @($screen.Text -split '\r?\n' | Where-Object { $_ -match '`(?!\s*$)|```|\*\*|^\s*#+ [^<]|\]\([^)]*\)|\.md\b|\u0080' -and $_ -notmatch '`[a-z0]' })
            $marks | Should -BeNullOrEmpty -Because $screen.Name
        }
    }

    It 'shows code and output of each example whole' {
        foreach ($screen in $commands) {
            $page = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($Repository, 'docs', $culture, "$($screen.Name).md")) -replace '\r'
            $examples = ($page -split '\n## ' | Where-Object { $_ -match '\A(EXAMPLES)' })
            # Long lines are folded.
            $text = $screen.Text -replace '\s'
            foreach ($block in [regex]::Matches($examples, '(?sm)^```\w+\n(.*?)\n```$')) {
                foreach ($line in $block.Groups[1].Value -split '\n' | Where-Object { $_.Trim() -and $_.Length -lt 100 }) {
                    $text.Contains($line -replace '\s') | Should -BeTrue -Because "$($screen.Name): $line"
                }
            }
        }
    }
}

Describe 'Get-Help -Online' {
    It 'says that there is no page' {
        Import-Module $StagedModule
        foreach ($command in Get-Command -Module ZStack.Backup) {
            { Get-Help $command.Name -Online -ErrorAction Stop } | Should -Throw '*online version*'
        }
    }

    It 'links lead to a page of the net or are names only' {
        foreach ($culture in 'en-US', 'zh-CN') {
            [xml] $help = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($StagedModule, $culture, 'ZStack.Backup.dll-Help.xml'))
            $links = $help.GetElementsByTagName('maml:navigationLink')
            $links.Count | Should -BeGreaterThan 18
            foreach ($link in $links) {
                "$($link.linkText)" | Should -Not -BeNullOrEmpty
                "$($link.uri)" | Should -Match '^(https?://.+)?$'
            }
        }
    }
}
