# Each runbook that makes and looks after backups, in a process of its own.

BeforeAll { . (Join-Path $PSScriptRoot 'Runbooks.ps1') }

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
}

Describe 'nightly-backup.ps1' {
    It 'makes, saves and tests' {
        $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $storage, '-Path', $TestDrive -Environment $variables
        $run.Output | Should -Not -Match 'FAILED'
        $run.ExitCode | Should -Be 0
        @(Get-ChildItem $TestDrive -Filter *.gz).Count | Should -Be 1
    }

    It 'takes its log-in from a vault' {
        $old = $env:PSModulePath
        $env:PSModulePath = (New-Vault) + [System.IO.Path]::PathSeparator + $old
        try {
            $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $storage, '-Path', $TestDrive, '-Server', $node.Url, '-SecretName', 'admin'
            $run.Output | Should -Not -Match 'FAILED'
            $run.ExitCode | Should -Be 0
        }
        finally { $env:PSModulePath = $old }
    }

    It 'proves in the vault of the environment, and older ones again' {
        $vault = Join-Path $TestDrive 'proven'
        [void] (New-Item -ItemType Directory $vault)
        $old = (@(Get-ZStackDatabaseBackupRecord | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 })[0] | Save-ZStackDatabaseBackup -Path $vault).FullName
        $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $storage, '-Level', 'Restore', '-ProveWithin', '00:10:00' -Environment ($variables + @{ ZSTACK_BACKUP_VAULT = $vault })
        $run.Output | Should -Match 'Proven again: 1'
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $saved = @(Get-ZStackSavedBackup $vault)
        $saved.Count | Should -Be 2
        foreach ($one in $saved) { $one.ProvenAt | Should -Not -BeNullOrEmpty -Because $one.FullName }
        $saved.FullName | Should -Contain $old
        # What was proven is the answer, and the time of a restore comes from the proof.
        $answer = Find-ZStackRecoveryPoint -VaultPath $vault | Select-Object -First 1
        $answer.ProvenAt | Should -Not -BeNullOrEmpty
        $answer.EstimatedRestore | Should -BeGreaterThan ([timespan]::Zero)
    }

    It 'renews the recovery kit after the proof' {
        $folder = Join-Path $TestDrive 'kit-vault'
        [void] (New-Item -ItemType Directory $folder)
        $kit = Join-Path $TestDrive 'kit'
        $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $storage, '-Path', $folder, '-Level', 'Restore', '-KitPath', $kit -Environment $variables
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $run.Output | Should -Match 'Recovery kit: '
        $result = Test-ZStackRecoveryKit $kit -VaultPath $folder
        ($result.Checks | Where-Object Name -EQ NewestProven).Outcome | Should -Be Passed -Because $result.Reason
        [System.IO.File]::ReadAllText((Join-Path $kit 'README.txt')) | Should -Not -Match 'NoProvenBackup'
    }

    It 'says that there is no recovery kit, and leaves what is no kit' {
        $folder = Join-Path $TestDrive 'no-kit'
        [void] (New-Item -ItemType Directory $folder)
        'mine' | Set-Content (Join-Path $folder 'mine.txt')
        $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $storage, '-Path', $TestDrive, '-KitPath', $folder -Environment $variables
        $run.ExitCode | Should -Be 6 -Because $run.Output
        Join-Path $folder 'mine.txt' | Should -Exist
    }

    It 'tests at level <_>' -ForEach @((Get-Command ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'runbooks', 'nightly-backup.ps1'))).Parameters['Level'].Attributes.ValidValues) {
        $folder = Join-Path $TestDrive "level-$_"
        [void] (New-Item -ItemType Directory $folder)
        $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $storage, '-Path', $folder, '-Level', $_ -Environment $variables
        $run.ExitCode | Should -Be 0 -Because $run.Output
    }

    It 'does not take a server without the log-in for it' {
        $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $storage, '-Path', $TestDrive, '-Server', $node.Url -Environment $variables
        $run.Output | Should -Match '-SecretName'
        $run.ExitCode | Should -Be 1
    }

    It 'ends with <Code> and says what to do when <When>' -ForEach @(
        @{ Code = 1; When = 'the log-in is wrong'; Change = @{ ZSTACK_PASSWORD = 'wrong' }; OtherStorage = $null; OtherPath = $null }
        @{ Code = 2; When = 'there is no such storage'; Change = @{}; OtherStorage = 'nowhere'; OtherPath = $null }
        @{ Code = 3; When = 'the folder is missing'; Change = @{}; OtherStorage = $null; OtherPath = '/no/such/folder/' }
    ) {
        $changed = $variables.Clone()
        foreach ($name in $Change.Keys) { $changed[$name] = $Change[$name] }
        $where = if ($OtherStorage) { $OtherStorage } else { $storage }
        $target = if ($OtherPath) { $OtherPath } else { $TestDrive }
        $run = Invoke-InProcess (Join-Path $runbooks 'nightly-backup.ps1') '-BackupStorage', $where, '-Path', $target -Environment $changed
        $run.ExitCode | Should -Be $Code
        $run.Output | Should -Match "FAILED \($Code\)"
    }
}

Describe 'prune.ps1' {
    BeforeAll {
        $prune = Join-Path $runbooks 'prune.ps1'
        # A node of its own: what is removed is gone.
        $garden = Start-TestNode '-Records', '40'
        $log = @{ ZSTACK_SERVER = $garden.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password' }
        $session = Connect-ZStack $garden.Url -Credential $garden.Admin
        $vault = Join-Path $TestDrive 'vault-of-prune'
        [void] (New-Item -ItemType Directory $vault)
        $ready = @(Get-ZStackDatabaseBackupRecord -Session $session -Status Ready | Where-Object Md5 | Sort-Object CreateDate -Descending)
        $ready[0], $ready[1], $ready[2] | Save-ZStackDatabaseBackup -Path $vault -BackupStorageUuid 676c5945223647698fcf4da2fa46d1dd -Confirm:$false | Out-Null
    }

    AfterAll {
        $session | Disconnect-ZStack -ErrorAction SilentlyContinue
        Stop-TestNode $garden
    }

    It 'shows the plan of <What> and removes nothing' -ForEach @(
        @{ What = 'a node'; Folder = $false }
        @{ What = 'a folder'; Folder = $true }
    ) {
        $arguments = if ($Folder) { '-Path', $vault, '-KeepDaily', '1', '-KeepWeekly', '0', '-KeepMonthly', '0' } else { @() }
        $run = Invoke-InProcess $prune $arguments -Environment $log
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $run.Output | Should -Match 'daily \d{4}-\d\d-\d\d'
        $run.Output | Should -Match 'Remove +\d{4}-'
        $run.Output | Should -Match '\d+ would be removed with -Remove'
        @(Get-ZStackDatabaseBackupRecord -Session $session).Count | Should -Be 40
        @(Get-ZStackSavedBackup $vault).Count | Should -Be 3
    }

    It 'ends with <Code> when <When>' -ForEach @(
        @{ Code = 1; When = 'the log-in is wrong'; Arguments = @(); Change = @{ ZSTACK_PASSWORD = 'wrong' } }
        @{ Code = 1; When = 'a server comes without the log-in for it'; Arguments = '-Server', 'x'; Change = @{} }
        @{ Code = 1; When = 'a folder and a server are given'; Arguments = '-Path', '.', '-Server', 'x', '-SecretName', 'y'; Change = @{} }
        @{ Code = 2; When = 'the folder is missing'; Arguments = '-Path', '/no/such/folder/', '-Remove'; Change = @{} }
        @{ Code = 3; When = 'the newest backup is too old'; Arguments = '-StaleAfter', '00:00:01', '-Remove'; Change = @{} }
        @{ Code = 3; When = 'no rule is given'; Arguments = '-KeepDaily', '0', '-KeepWeekly', '0', '-KeepMonthly', '0', '-Remove'; Change = @{} }
    ) {
        $changed = $log.Clone()
        foreach ($name in $Change.Keys) { $changed[$name] = $Change[$name] }
        $run = Invoke-InProcess $prune $Arguments -Environment $changed
        $run.ExitCode | Should -Be $Code -Because $run.Output
        $run.Output | Should -Match "FAILED \($Code\)"
        @(Get-ZStackDatabaseBackupRecord -Session $session).Count | Should -Be 40
    }

    It 'makes no plan of an empty folder' {
        $empty = Join-Path $TestDrive 'empty'
        [void] (New-Item -ItemType Directory $empty)
        (Invoke-InProcess $prune '-Path', $empty).ExitCode | Should -Be 2
    }

    It 'makes no plan of a list that is not whole' {
        # Every page breaks off in the middle.
        $broken = Start-TestNode '-Records', '1500', '-Fault', '"TruncateBody:GET database-backups:*"'
        try {
            $run = Invoke-InProcess $prune '-Remove' -Environment @{ ZSTACK_SERVER = $broken.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password' }
            $run.ExitCode | Should -Be 2 -Because $run.Output
        }
        finally { Stop-TestNode $broken }
    }

    It 'goes on behind one that cannot be removed, and says so' {
        $stubborn = Start-TestNode '-Records', '20', '-Fault', '"LateExpiry:DELETE database-backups:1"'
        try {
            $run = Invoke-InProcess $prune '-KeepDaily', '3', '-KeepWeekly', '0', '-KeepMonthly', '0', '-Remove' -Environment @{ ZSTACK_SERVER = $stubborn.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password' }
            $run.ExitCode | Should -Be 4 -Because $run.Output
            $run.Output | Should -Match 'NOT REMOVED: '
            $run.Output | Should -Match '(\d+) of (\d+) removed'
            $run.Output -match '(\d+) of (\d+) removed' | Out-Null
            [int] $Matches[1] | Should -Be ([int] $Matches[2] - 1)
        }
        finally { Stop-TestNode $stubborn }
    }

    It 'removes from a folder what the plan removes, once' {
        $arguments = '-Path', $vault, '-KeepDaily', '1', '-KeepWeekly', '0', '-KeepMonthly', '0', '-Remove'
        $first = Invoke-InProcess $prune $arguments
        $second = Invoke-InProcess $prune $arguments
        $first.ExitCode | Should -Be 0 -Because $first.Output
        $first.Output | Should -Match '[12] of [12] removed'
        $second.Output | Should -Match '0 of 0 removed'
        @(Get-ZStackSavedBackup $vault).BackupName | Should -Contain $ready[0].Name
    }

    It 'removes from a node copy by copy, and keeps names' {
        $names = @(Get-ZStackDatabaseBackupRecord -Session $session -Status Ready | Sort-Object CreateDate)[0].Name
        $run = Invoke-InProcess $prune '-GroupBy', 'BackupStorage', '-KeepName', $names, '-Remove' -Environment $log
        $left = @(Get-ZStackDatabaseBackupRecord -Session $session)
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $left.Count | Should -BeLessThan 40
        $left.Name | Should -Contain $names
        $left.Name | Should -Contain $ready[0].Name
    }
}

Describe 'check-schedules.ps1' {
    BeforeAll {
        $check = Join-Path $runbooks 'check-schedules.ps1'
        $standIn = [System.IO.Path]::Combine($TestDrive, 'stand-in-schedules', 'ZStack.Backup')
        [void] (New-Item -ItemType Directory $standIn -Force)
        @'
function Connect-ZStack { param([switch] $FromEnvironment) }
function Disconnect-ZStack { [CmdletBinding()] param() }
function Test-ZStackConnection { [pscustomobject] @{ ServerTime = [datetimeoffset]::Now } }
function Get-ZStackBackupSchedule {
    [CmdletBinding()]
    param([string[]] $Name)
    switch ($env:STANDIN_SCHEDULES) {
        'none' { }
        'no calls' { Write-Error -ErrorId 'ZStack.ApiNotSupported' -Message 'Node does not support it.' }
        default { $_.Split(',') | ForEach-Object { $parts = $_.Split('='); [pscustomobject] @{ Name = $parts[0]; State = $parts[1]; LastOutcome = $parts[2]; LastRun = [datetimeoffset]::Now.AddHours(-[int] $parts[3]); LastReason = 'why' } } }
    }
}
'@ | Set-Content (Join-Path $standIn 'ZStack.Backup.psm1')
        "@{ ModuleVersion = '9.0.0'; RootModule = 'ZStack.Backup.psm1'; FunctionsToExport = '*' }" | Set-Content (Join-Path $standIn 'ZStack.Backup.psd1')
        $standIn = Split-Path $standIn
    }

    It 'finds the schedule that makes nothing' {
        $run = Invoke-InProcess $check -Environment $variables
        $run.ExitCode | Should -Be 3 -Because $run.Output
        $run.Output | Should -Match 'weekly-offsite: the last run is Skipped. No available backup storage found'
        $run.Output | Should -Not -Match 'nightly: the last run'
    }

    It 'is content with one that made its backup' {
        $run = Invoke-InProcess $check '-Name', 'nightly' -Environment $variables
        $run.ExitCode | Should -Be 0 -Because $run.Output
    }

    It 'ends with <Code> for <Schedules>' -ForEach @(
        @{ Schedules = 'a=Enabled=Succeeded=20'; Code = 0 }
        @{ Schedules = 'a=Enabled=Succeeded=20,b=Disabled=Failed=20'; Code = 0 }
        @{ Schedules = 'none'; Code = 2 }
        @{ Schedules = 'a=Disabled=Succeeded=20'; Code = 2 }
        @{ Schedules = 'a=Enabled=Failed=20'; Code = 3 }
        @{ Schedules = 'a=Enabled=Unknown=20'; Code = 3 }
        @{ Schedules = 'a=Enabled=Succeeded=200'; Code = 3 }
        @{ Schedules = 'no calls'; Code = 4 }
    ) {
        $run = Invoke-InProcess $check -Module $standIn -Environment @{ STANDIN_SCHEDULES = $Schedules }
        $run.ExitCode | Should -Be $Code -Because ($run.Output + $run.Errors)
    }

    It 'ends with 1 without a log-in, and with 2 for a name that no schedule has' {
        (Invoke-InProcess $check -Environment @{ ZSTACK_SERVER = $node.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'wrong' }).ExitCode | Should -Be 1
        (Invoke-InProcess $check '-Server', 'x' -Environment $variables).ExitCode | Should -Be 1
        (Invoke-InProcess $check '-Name', 'monthly' -Environment $variables).ExitCode | Should -Be 2
    }
}

Describe 'list-stores.ps1' {
    It 'lists <Stores> and ends with <Code>' -ForEach @(
        @{ Stores = 'good'; Rows = '127.0.0.1,,,', '10.0.0.9,22,/zstack_bs,8000'; Code = 0 }
        @{ Stores = 'mixed'; Rows = '127.0.0.1,,,', '10.9.9.9,,,'; Code = 2 }
        @{ Stores = 'bad'; Rows = @('10.9.9.9,,,'); Code = 1 }
        @{ Stores = 'none'; Rows = @(); Code = 1 }
    ) {
        $csv = Join-Path $TestDrive "$Stores.csv"
        @('ImageStore,SshPort,StoragePath,RegistryPort') + $Rows | Set-Content $csv
        $out = Join-Path $TestDrive "$Stores-out.csv"
        $run = Invoke-InProcess (Join-Path $runbooks 'list-stores.ps1') '-Stores', $csv, '-OutFile', $out -Environment $variables
        $run.ExitCode | Should -Be $Code -Because $run.Output
        if ($Code -ne 1) { @(Import-Csv $out).Count | Should -BeGreaterThan 0 }
    }
}

Describe 'list-stores.ps1 with a vault' {
    It 'takes the log-in of the stores from there' {
        $csv = Join-Path $TestDrive 'vault-stores.csv'
        'ImageStore,SshPort,StoragePath,RegistryPort', '127.0.0.1,,,' | Set-Content $csv
        $old = $env:PSModulePath
        $env:PSModulePath = (New-Vault) + [System.IO.Path]::PathSeparator + $old
        try {
            $run = Invoke-InProcess (Join-Path $runbooks 'list-stores.ps1') '-Stores', $csv, '-OutFile', (Join-Path $TestDrive 'vault-out.csv'), '-SecretName', 'store' -Environment @{ ZSTACK_SERVER = $node.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password' }
            $run.ExitCode | Should -Be 0 -Because $run.Output
        }
        finally { $env:PSModulePath = $old }
    }
}

Describe 'before-upgrade.ps1' {
    It 'makes a backup that says its version' {
        $folder = Join-Path $TestDrive 'upgrade'
        [void] (New-Item -ItemType Directory $folder)
        $run = Invoke-InProcess (Join-Path $runbooks 'before-upgrade.ps1') '-BackupStorage', $storage, '-Path', $folder -Environment $variables
        $run.Output | Should -Match 'Ready for the upgrade'
        $run.ExitCode | Should -Be 0
        (Get-ChildItem $folder -Filter *.gz).Name | Should -BeLike 'before-upgrade-5.2.1-*.gz'
    }

    It 'stops the upgrade when the storage is not there' {
        $run = Invoke-InProcess (Join-Path $runbooks 'before-upgrade.ps1') '-BackupStorage', 'nowhere', '-Path', $TestDrive -Environment $variables
        $run.Output | Should -Match 'DO NOT UPGRADE'
        $run.ExitCode | Should -Be 1
    }
}
