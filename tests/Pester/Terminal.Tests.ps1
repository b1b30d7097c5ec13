# Ctrl+C at a real terminal: a shell on a pseudo-terminal, whose line discipline makes the signal as it does for a person.

BeforeDiscovery {
    $script:CanHaveTerminal = [bool] (Get-Command script -CommandType Application -ErrorAction SilentlyContinue) -and [System.Environment]::OSVersion.Platform -eq 'Unix' -and (script --version 2>&1) -match 'util-linux'
    if (-not $CanHaveTerminal) { Write-Warning 'Not tested at a real terminal: script of util-linux is missing.' }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')

    # Each wait has an end.
    function Wait-Screen {
        param($Terminal, [string] $Pattern)

        $end = [DateTime]::UtcNow.AddSeconds(90)
        while ("$(Get-Content $Terminal.Screen -Raw -ErrorAction SilentlyContinue)" -notmatch $Pattern) {
            if ([DateTime]::UtcNow -gt $end) { throw "The screen does not show $Pattern but: $(Get-Content $Terminal.Screen -Raw)" }
            Start-Sleep -Milliseconds 100
        }
    }

    # PSReadLine asks the terminal where its cursor is, and here nobody answers: the command stands in a file.
    function Start-Terminal {
        param([string] $File)

        $own = Get-ThisShell
        # What was started in the background ignores Ctrl+C, and its children with it.
        $shell = (@('env', '--default-signal=INT', $own.Program) + $own.Arguments | ForEach-Object { "'$_'" }) -join ' '
        $screen = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        $start = New-Object System.Diagnostics.ProcessStartInfo 'script'
        $start.Arguments = "-q -e -f -c `"stty cols 120 rows 40; $shell -NoProfile -NoLogo -NoExit -File '$File'`" $screen"
        $start.UseShellExecute = $false
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $start.EnvironmentVariables['TERM'] = 'xterm'
        $process = [System.Diagnostics.Process]::Start($start)
        [void] $process.StandardOutput.ReadToEndAsync()
        $process.StandardInput.AutoFlush = $true
        [pscustomobject] @{ Process = $process; Screen = $screen }
    }
}

Describe 'Ctrl+C at a real terminal' -Skip:(-not $CanHaveTerminal) {
    It 'names the job of a change that the node has not answered' {
        $node = Start-TestNode '-Fault', '"StallAfterAccept:POST database-backups:*"'
        $script = Join-Path $TestDrive 'change.ps1'
        @"
Import-Module '$StagedModule'
. '$(Join-Path $PSScriptRoot 'Sandbox.ps1')'
`$null = Connect-ZStack $($node.Url) -Credential (New-TestCredential admin password)
New-ZStackDatabaseBackup @(Get-ZStackBackupStorage | Where-Object Status -EQ Connected)[0] -Confirm:`$false
'went' + ' on'
"@ | Set-Content $script
        $terminal = Start-Terminal $script
        try {
            Wait-Screen $terminal 'has not answered to job [0-9a-f]{32}'
            $terminal.Process.StandardInput.Write([string] [char] 3)
            Wait-Screen $terminal 'may\s+be\s+running'
            $text = (Get-Content $terminal.Screen -Raw) -replace '\s'
            $job = [regex]::Match($text, 'hasnotansweredtojob([0-9a-f]{32})').Groups[1].Value
            $text | Should -Match "Wait-ZStackJob-Id$job"
            # The prompt is there again, and nothing behind the change was run.
            Wait-Screen $terminal '(?m)PS [^\r\n]*>'
            Get-Content $terminal.Screen -Raw | Should -Not -Match 'went on'
        }
        finally {
            if (-not $terminal.Process.HasExited) {
                # The shell hangs up with its terminal.
                $terminal.Process.Kill()
                [void] $terminal.Process.WaitForExit(5000)
            }
            Stop-TestNode $node
        }
    }
}
