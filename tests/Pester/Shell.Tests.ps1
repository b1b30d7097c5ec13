# What only a whole shell shows: the module among everything else that a user has open.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')
    Import-Module $StagedModule
    $node = Start-TestNode
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    # For the scripts that connect by themselves.
    $variables = @{ ZSTACK_SERVER = $node.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password' }
}

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
}

Describe 'Files and text' {
    It 'goes to CSV and comes back, lists as a;b' {
        $records = @(Get-ZStackDatabaseBackupRecord)
        $file = Join-Path $TestDrive 'records.csv'
        $records | Export-Csv $file -NoTypeInformation -Encoding UTF8
        $back = @(Import-Csv $file)

        $back.Count | Should -Be $records.Count
        $index = [array]::FindIndex($records, [Predicate[object]] { $args[0].BackupStorageUuids.Count -gt 1 })
        $back[0].Uuid | Should -Be $records[0].Uuid
        if ($index -ge 0) { $back[$index].BackupStorageUuids | Should -Be ($records[$index].BackupStorageUuids -join ';') }
        ($back[0] | Get-ZStackDatabaseBackupRecord).Name | Should -Be $records[0].Name
        { $back[0] | Remove-ZStackDatabaseBackup -WhatIf -ErrorAction Stop } | Should -Not -Throw
    }

    It 'is JSON with numbers, times and arrays, and without the session' {
        $json = Get-ZStackDatabaseBackupRecord -First 1 | ConvertTo-Json -Depth 4
        $back = $json | ConvertFrom-Json

        $back.Size | Should -BeOfType [long]
        @($back.BackupStorageUuids).Count | Should -BeGreaterThan 0
        $json | Should -Not -Match 'Origin|password|Token'
    }

    It 'is a table that fits <_> columns' -ForEach 80, 120 {
        $width = $_
        $table = Get-ZStackDatabaseBackup 127.0.0.1 -Credential $node.Store | Format-Table | Out-String -Width $width
        ($table -split '\r?\n' | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual $width
        $table | Should -Match 'Created +Age +Version +Size +BackupName'
        $table | Should -Match '\d MiB|\d KiB'
    }

    It 'is a list with sizes for people and bytes, times with their offset' {
        $list = Get-ZStackDatabaseBackupRecord -First 1 | Format-List | Out-String -Width 80
        $list | Should -Match 'Size +: [\d.]+ \w+ \(\d+ bytes\)|Size +: \d+ B'
        $list | Should -Match 'CreateDate +: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00'
    }
}

Describe 'Completion of paths' {
    BeforeAll {
        function Complete([string] $Line) { [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches }
        $slash = [System.IO.Path]::DirectorySeparatorChar
        [void] [System.IO.Directory]::CreateDirectory((Join-Path $TestDrive 'a [1]'))
        [System.IO.File]::WriteAllText((Join-Path $TestDrive "a [1]/it's [2].gz"), '')
        Push-Location -LiteralPath $TestDrive
    }

    AfterAll { Pop-Location }

    # An escape for wildcards would become a part of the name.
    It 'offers for <_> what is taken literally' -ForEach 'Save-ZStackDatabaseBackup x -Path', 'Restore-ZStackDatabaseBackup x -LogPath', 'Test-ZStackDatabaseBackup -Path', 'Test-ZStackDatabaseBackup -ServerPath' {
        (Complete "$_ ./a").CompletionText | Should -Be "'.${slash}a [1]'"
        (Complete "$_ './a [").CompletionText | Should -Be "'.${slash}a [1]'"
        (Complete "$_ `"./a [").CompletionText | Should -Be "`".${slash}a [1]`""
        (Complete "$_ './a [1]/").CompletionText | Should -Be "'.${slash}a [1]${slash}it''s [2].gz'"
        Complete "$_ nothing-of-that-name" | Should -BeNullOrEmpty
    }
}

Describe 'Pipelines' {
    It 'sorts, groups and measures by what a property is, not by its text' {
        $backups = Get-ZStackDatabaseBackup 127.0.0.1 -Credential $node.Store
        $sorted = @($backups | Sort-Object Created)
        $sorted[0].Created | Should -BeLessThan $sorted[-1].Created
        ($backups | Group-Object ImageStore).Count | Should -Be 25
        ($backups | Measure-Object Size -Sum).Sum | Should -BeGreaterThan 0
        @($backups | Where-Object Created -GT ([DateTimeOffset]::Now.AddDays(-3))).Count | Should -BeLessThan 25
    }

    It 'reads one page and frees the connection for Select-Object -First' {
        $many = Start-TestNode '-Records', '2500'
        try {
            [void] (Connect-ZStack $many.Url -Credential $many.Admin)
            $debug = @(Get-ZStackDatabaseBackupRecord -Debug 5>&1 | Select-Object -First 3)
            @($debug | Where-Object { "$_" -match 'GET .*start=1000' }).Count | Should -Be 0
            $one = Get-ZStackDatabaseBackupRecord | Select-Object -First 1
            $one.Uuid | Should -Not -BeNullOrEmpty
            # The session is free at once: a change follows on the same connection.
            { $one | Remove-ZStackDatabaseBackup -Confirm:$false -ErrorAction Stop } | Should -Not -Throw
            @(Get-ZStackDatabaseBackupRecord).Count | Should -Be 2499
        }
        finally {
            Disconnect-ZStack
            Stop-TestNode $many
        }
    }

    It 'stops, goes on and collects as -ErrorAction and -ErrorVariable say' {
        $good = (Get-ZStackDatabaseBackupRecord -First 1).Uuid
        $found = Get-ZStackDatabaseBackupRecord -Uuid ('0' * 32), $good -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.Uuid | Should -Be $good
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ZStack.ObjectNotFound,*'
        { Get-ZStackDatabaseBackupRecord -Uuid ('0' * 32) -ErrorAction Stop } | Should -Throw -ErrorId 'ZStack.ObjectNotFound,*'
    }

    It 'uses a session of the caller in parallel threads' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $session = Get-ZStackSession
        $names = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:StagedModule
            (Get-ZStackDatabaseBackupRecord -Session $using:session -First 1).Name
        } -ThrottleLimit 4
        @($names | Select-Object -Unique).Count | Should -Be 1
        $names.Count | Should -Be 4
    }

    It 'connects inside a job, and refuses a session from outside in words' {
        $session = Get-ZStackSession
        $url = $node.Url
        $admin = $node.Admin
        $job = Start-Job {
            Import-Module $using:StagedModule
            [void] (Connect-ZStack $using:url -Credential $using:admin)
            (Get-ZStackDatabaseBackupRecord -First 1).Name
            try { Get-ZStackDatabaseBackupRecord -Session $using:session } catch { "refused: $_" }
        }
        $output = @($job | Wait-Job -Timeout 120 | Receive-Job)
        $job | Remove-Job -Force
        $output[0] | Should -Be (Get-ZStackDatabaseBackupRecord -First 1).Name
        $output[1] | Should -Match 'refused: .*Start-Job'
    }
}

Describe 'Prompt' {
    It 'completes what it has seen, in the quotes that were opened' {
        $name = (Get-ZStackDatabaseBackupRecord -First 1).Name
        $typed = "Remove-ZStackDatabaseBackup '" + $name.Substring(0, 8)
        $offered = TabExpansion2 $typed $typed.Length
        $offered.CompletionMatches.CompletionText | Should -Contain "'$name'"
        $offered.CompletionMatches[0].ToolTip | Should -Match '\d{4}-\d\d-\d\d'
    }

    It 'speaks Chinese where the user interface does' {
        $script = Join-Path $TestDrive 'chinese.ps1'
        "[cultureinfo]::CurrentUICulture = 'zh-CN'; Import-Module '$StagedModule'; try { Get-ZStackDatabaseBackupRecord } catch { [int] [char] `$_.ErrorDetails.Message[0]; `$_.FullyQualifiedErrorId }" | Set-Content $script
        $run = Invoke-InProcess $script
        $lines = $run.Output -split '\r?\n'
        [int] $lines[0] | Should -BeGreaterThan 0x4e00
        $lines[1] | Should -BeLike 'ZStack.NotConnected,*'
    }

    It 'leaves no secret in a transcript' {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $script = Join-Path $TestDrive 'record.ps1'
        @"
Import-Module '$StagedModule'
Start-Transcript '$transcript' | Out-Null
Connect-ZStack -FromEnvironment -Verbose -Debug
`$secret = New-Object securestring; 's3cret!Canary'.ToCharArray() | ForEach-Object { `$secret.AppendChar(`$_) }
Get-ZStackDatabaseBackup 127.0.0.1 -Credential (New-Object pscredential root, `$secret) -Verbose -Debug
Get-ZStackSession | Format-List *
Stop-Transcript | Out-Null
"@ | Set-Content $script
        $run = Invoke-InProcess $script -Environment $variables
        $text = Get-Content $transcript -Raw
        $text | Should -Match 'GET '
        # The script itself is not in it; what the commands printed is.
        ($text + $run.Output + $run.Errors) | Should -Not -Match 's3cret|Canary|b109f3bbbc244eb8'
    }

    It 'loads beside another module that carries Newtonsoft.Json' {
        $other = Join-Path $TestDrive 'Other'
        [void] (New-Item -ItemType Directory $other)
        Copy-Item (Join-Path $StagedModule 'Newtonsoft.Json.dll') $other
        "@{ ModuleVersion = '1.0'; RequiredAssemblies = 'Newtonsoft.Json.dll'; GUID = '$([guid]::NewGuid())' }" | Set-Content (Join-Path $other 'Other.psd1')
        $script = Join-Path $TestDrive 'both.ps1'
        @"
`$ErrorActionPreference = 'Stop'
Import-Module '$other'
[void] [Newtonsoft.Json.Linq.JObject]::Parse('{}')
Import-Module '$StagedModule'
[void] (Connect-ZStack -FromEnvironment)
@(Get-ZStackDatabaseBackupRecord).Count
Import-Module '$StagedModule' -Force
@(Get-ZStackSession).Count
"@ | Set-Content $script
        $run = Invoke-InProcess $script -Environment $variables
        $run.Errors | Should -BeNullOrEmpty
        ($run.Output -split '\r?\n')[0] | Should -Be '12'
    }
}
