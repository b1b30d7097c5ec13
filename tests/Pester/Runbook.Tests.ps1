# Each runbook as it stands, in a process of its own.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')
    Import-Module $StagedModule
    $node = Start-TestNode
    $runbooks = [System.IO.Path]::Combine($Repository, 'docs', 'runbooks')
    $variables = @{ ZSTACK_SERVER = $node.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password'; ZSTACK_STORE_USER = 'root'; ZSTACK_STORE_PASSWORD = 'password'; ZSTACK_MYSQL_PASSWORD = 'zstack.mysql.password' }
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    $storage = (Get-ZStackBackupStorage | Where-Object { $_.Status -eq 'Connected' -and $_.State -eq 'Enabled' } | Select-Object -First 1).Name

    # A vault that a test can fill: the module that the runbooks would find, with the one command that they use.
    function New-Vault {
        $vault = [System.IO.Path]::Combine($TestDrive, 'vault', 'Microsoft.PowerShell.SecretManagement')
        [void] (New-Item -ItemType Directory $vault -Force)
        'function Get-Secret { param($Name) $text = if ($Name -eq "mysql") { "zstack.mysql.password" } else { "password" }; $secret = New-Object securestring; foreach ($c in $text.ToCharArray()) { $secret.AppendChar($c) }; if ($Name -eq "mysql") { $secret } else { New-Object pscredential $(if ($Name -eq "store") { "root" } else { "admin" }), $secret } }' | Set-Content (Join-Path $vault 'Microsoft.PowerShell.SecretManagement.psm1')
        "@{ ModuleVersion = '1.1.2'; RootModule = 'Microsoft.PowerShell.SecretManagement.psm1'; FunctionsToExport = 'Get-Secret' }" | Set-Content (Join-Path $vault 'Microsoft.PowerShell.SecretManagement.psd1')
        Split-Path $vault
    }
}

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

Describe 'before-restore.ps1' {
    BeforeAll {
        $before = Join-Path $runbooks 'before-restore.ps1'
        $standIn = [System.IO.Path]::Combine($TestDrive, 'stand-in-compare', 'ZStack.Backup')
        [void] (New-Item -ItemType Directory $standIn -Force)
        @'
function Connect-ZStack { param([switch] $FromEnvironment) }
function Disconnect-ZStack { [CmdletBinding()] param() }
function Find-ZStackRecoveryPoint { param($VaultPath, $Before) [pscustomobject] @{ BackupName = 'a'; Usable = $env:STANDIN_USABLE } }
function Compare-ZStackDatabaseBackup {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Point, [switch] $Summary)
    process {
        if ($env:STANDIN_LINES -eq 'broken') { Write-Error 'It cannot be compared.' -ErrorAction Stop }
        $env:STANDIN_LINES.Split(',') | ForEach-Object { $parts = $_.Split('='); [pscustomobject] @{ Kind = $parts[0]; WouldBeForgotten = $(if ($parts[1] -ne '?') { [long] $parts[1] }); Moved = $(if ($parts[2] -ne '?') { [long] $parts[2] }); Problem = $parts[3]; Sentence = 'What it comes to.' } }
    }
}
'@ | Set-Content (Join-Path $standIn 'ZStack.Backup.psm1')
        "@{ ModuleVersion = '9.0.0'; RootModule = 'ZStack.Backup.psm1'; FunctionsToExport = '*' }" | Set-Content (Join-Path $standIn 'ZStack.Backup.psd1')
        $standIn = Split-Path $standIn
        $cloud = Start-TestNode -Option '-Cloud', '20'
        $ofCloud = $variables + @{}
        $ofCloud.ZSTACK_SERVER = $cloud.Url
    }

    AfterAll { Stop-TestNode $cloud }

    It 'ends with <Code> for <Lines> of a backup that is usable: <Usable>' -ForEach @(
        @{ Usable = 'Yes'; Lines = 'VmInstance=0=0,Volume=0=0,All=0=0'; Code = 0 }
        @{ Usable = 'No'; Lines = 'All=0=0'; Code = 2 }
        @{ Usable = 'Unknown'; Lines = 'All=0=0'; Code = 2 }
        @{ Usable = 'Yes'; Lines = 'broken'; Code = 3 }
        @{ Usable = 'Yes'; Lines = 'VmInstance=0=0,Volume=0=1,All=0=1'; Code = 4 }
        @{ Usable = 'Yes'; Lines = 'VmInstance=0=0,Volume=1=0,All=1=0'; Code = 5 }
        @{ Usable = 'Yes'; Lines = 'VmInstance=0=0,Volume=?=?,All=?=?'; Code = 6 }
        @{ Usable = 'Yes'; Lines = 'VmInstance=0=1,Volume=?=?,All=?=?'; Code = 4 }
        @{ Usable = 'Yes'; Lines = 'VmInstance=0=0=It sees a part only.,Volume=0=0,All=0=0'; Code = 6 }
    ) {
        $run = Invoke-InProcess $before -Module $standIn -Environment @{ STANDIN_USABLE = $Usable; STANDIN_LINES = $Lines }
        $run.ExitCode | Should -Be $Code -Because ($run.Output + $run.Errors)
    }

    It 'says what the newest backup of a node would cost' {
        $run = Invoke-InProcess $before '-MaximumForgotten', '100' -Environment $ofCloud
        $run.Output | Should -Match 'would forget 3 VMs, 5 volumes, 1 image'
        $run.ExitCode | Should -Be 4 -Because ($run.Output + $run.Errors)
    }

    It 'ends with 1 without a log-in' {
        (Invoke-InProcess $before -Environment @{ ZSTACK_SERVER = $node.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'wrong' }).ExitCode | Should -Be 1
        (Invoke-InProcess $before '-Server', 'x' -Environment $variables).ExitCode | Should -Be 1
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

# In the place of the module, for nodes and outcomes that a simulated node cannot be asked for.
Describe 'The decisions of the runbooks' {
    BeforeAll {
        function New-StandIn {
            param([string] $Name, [string] $Code)

            $folder = [System.IO.Path]::Combine($TestDrive, "stand-in-$Name", 'ZStack.Backup')
            [void] (New-Item -ItemType Directory $folder -Force)
            $Code | Set-Content (Join-Path $folder 'ZStack.Backup.psm1')
            "@{ ModuleVersion = '9.0.0'; RootModule = 'ZStack.Backup.psm1'; FunctionsToExport = '*' }" | Set-Content (Join-Path $folder 'ZStack.Backup.psd1')
            Split-Path $folder
        }

        $restoreStandIn = @'
function Get-ZStackSession { 'open' }
function Test-ZStackConnection { [pscustomobject] @{ Version = $env:STANDIN_NODE; Ready = $true; Server = 'node'; ServerTime = Get-Date } }
function Find-ZStackRecoveryPoint {
    [CmdletBinding()]
    param($VaultPath, $ForVersion, $Before)
    $env:STANDIN_POINTS.Split(',') | ForEach-Object { $parts = $_.Split('='); [pscustomobject] @{ BackupName = $parts[0]; Usable = $parts[1]; Source = $parts[2]; Created = Get-Date; ProvenAt = $null; Record = [pscustomobject] @{ Uuid = $parts[0] }; Reasons = @([pscustomobject] @{ Id = "Reason-$($parts[0])" }) } }
}
function Get-ZStackDatabaseBackupRecord {
    param($Uuid)
    if ($env:STANDIN_POINTS -match "\b$Uuid=") { [pscustomobject] @{ Name = $Uuid; Uuid = $Uuid; CreateDate = Get-Date } }
}
function Restore-ZStackDatabaseBackup {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(ValueFromPipeline)] $Backup, [securestring] $MySqlRootPassword, $LogPath, $VaultPath, [switch] $Force)
    process {
        if ($env:STANDIN_OUTCOME -eq 'error') { throw 'The node refused.' }
        if ($env:STANDIN_OUTCOME -ne 'nothing') { [pscustomobject] @{ Outcome = $env:STANDIN_OUTCOME; BackupName = "$($Backup.BackupName)$($Backup.Name)" } }
    }
}
'@
        $makeStandIn = @'
function Get-ZStackSession { 'open' }
function Connect-ZStack { param([switch] $FromEnvironment) 'open' }
function Disconnect-ZStack { [CmdletBinding()] param() }
function Test-ZStackConnection { [pscustomobject] @{ Version = $env:STANDIN_NODE; Ready = $env:STANDIN_READY -ne 'no'; Reason = 'starting'; Server = 'node'; ServerTime = Get-Date } }
function New-ZStackDatabaseBackup { [CmdletBinding(SupportsShouldProcess)] param($Storage, $Name, $Description) if ($env:STANDIN_OUTCOME -ne 'nothing') { [pscustomobject] @{ Uuid = 'u'; Name = 'n' } } }
function Save-ZStackDatabaseBackup { [CmdletBinding(SupportsShouldProcess)] param([Parameter(ValueFromPipeline)] $Backup, $Path) process { [pscustomobject] @{ FullName = 'f'; Sha256 = 's' } } }
function Test-ZStackDatabaseBackup {
    param([Parameter(ValueFromPipeline)] $File, $Level)
    process { [pscustomobject] @{ Outcome = $env:STANDIN_OUTCOME; Reason = $(if ($env:STANDIN_OUTCOME -ne 'Passed') { 'what is wrong' }); Version = $env:STANDIN_BACKUP } }
}
'@
    }

    It 'restores <Expected> of <Points>' -ForEach @(
        @{ Points = 'a=Yes=Record,b=Yes=Record'; Expected = 'a'; Best = '' }
        @{ Points = 'a=Yes=File,b=Yes=ImageStore,c=Yes=Record'; Expected = 'c'; Best = 'a' }
        @{ Points = 'a=Yes=ImageStore,b=Unknown=Record,c=No=Record'; Expected = ''; Best = 'a' }
        @{ Points = 'a=Unknown=Record'; Expected = ''; Best = 'a' }
        @{ Points = 'a=No=Record'; Expected = ''; Best = 'a' }
    ) {
        $standIn = New-StandIn restore $restoreStandIn
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') '-Restore', '-Unattended' -Module $standIn -WorkingDirectory $TestDrive -Environment @{ STANDIN_POINTS = $Points; STANDIN_OUTCOME = 'Restored'; ZSTACK_MYSQL_PASSWORD = 'x' }
        if ($Best) { $run.Output | Should -Match "The best is $Best," } else { $run.Output | Should -Not -Match 'The best is' }
        if ($Expected) {
            $run.Output | Should -Match "Chosen: $Expected,"
            $run.Output | Should -Match "Reason-$Expected"
            $run.ExitCode | Should -Be 0 -Because $run.Output
        }
        else {
            $run.Output | Should -Match 'No node can restore any of these'
            $run.ExitCode | Should -Be 1
        }
    }

    It 'ends with <Code> when the outcome is <Outcome> and the arguments are <Arguments>' -ForEach @(
        @{ Outcome = 'Restored'; Arguments = '-Restore', '-Unattended'; Code = 0 }
        @{ Outcome = 'NotStarted'; Arguments = @(); Code = 0 }
        @{ Outcome = 'nothing'; Arguments = @(); Code = 1 }
        @{ Outcome = 'Unknown'; Arguments = '-Restore', '-Unattended'; Code = 2 }
        @{ Outcome = 'Started'; Arguments = '-Restore', '-Unattended'; Code = 2 }
        @{ Outcome = 'NotStarted'; Arguments = '-Restore', '-Unattended'; Code = 1 }
        @{ Outcome = 'nothing'; Arguments = '-Restore', '-Unattended'; Code = 1 }
        @{ Outcome = 'error'; Arguments = '-Restore', '-Unattended'; Code = 1 }
        @{ Outcome = 'Restored'; Arguments = '-Restore', '-Backup', 'a'; Code = 0 }
        @{ Outcome = 'Restored'; Arguments = '-Restore', '-Backup', 'missing'; Code = 1 }
    ) {
        $standIn = New-StandIn restore $restoreStandIn
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') $Arguments -Module $standIn -WorkingDirectory $TestDrive -Environment @{ STANDIN_POINTS = 'a=Yes=Record'; STANDIN_OUTCOME = $Outcome; ZSTACK_MYSQL_PASSWORD = 'x' }
        $run.ExitCode | Should -Be $Code -Because $run.Output
    }

    It 'restores nothing without a password and without a terminal, <Arguments>' -ForEach @(
        @{ Arguments = @('-Restore') }
        @{ Arguments = '-Restore', '-Unattended' }
    ) {
        $standIn = New-StandIn restore $restoreStandIn
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') $Arguments -Module $standIn -WorkingDirectory $TestDrive -Environment @{ STANDIN_POINTS = 'a=Yes=Record'; STANDIN_OUTCOME = 'Restored'; ZSTACK_MYSQL_PASSWORD = '' }
        $run.Output | Should -Match 'FAILED: .*password'
        $run.ExitCode | Should -Be 1
    }

    It '<Script> ends with <Code> when the test says <Outcome> and the versions are <Node> and <Backup>' -ForEach @(
        @{ Script = 'before-upgrade.ps1'; Outcome = 'Passed'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'yes'; Code = 0 }
        @{ Script = 'before-upgrade.ps1'; Outcome = 'Warning'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'yes'; Code = 0 }
        @{ Script = 'before-upgrade.ps1'; Outcome = 'Failed'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'yes'; Code = 1 }
        @{ Script = 'before-upgrade.ps1'; Outcome = 'Passed'; Node = '5.2.10'; Backup = '5.2.1'; Ready = 'yes'; Code = 1 }
        @{ Script = 'before-upgrade.ps1'; Outcome = 'Passed'; Node = '5.2.1'; Backup = ''; Ready = 'yes'; Code = 1 }
        @{ Script = 'before-upgrade.ps1'; Outcome = 'Passed'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'no'; Code = 1 }
        @{ Script = 'nightly-backup.ps1'; Outcome = 'Passed'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'yes'; Code = 0 }
        @{ Script = 'nightly-backup.ps1'; Outcome = 'Warning'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'yes'; Code = 0 }
        @{ Script = 'nightly-backup.ps1'; Outcome = 'Failed'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'yes'; Code = 4 }
        @{ Script = 'nightly-backup.ps1'; Outcome = 'nothing'; Node = '5.2.1'; Backup = '5.2.1'; Ready = 'yes'; Code = 2 }
    ) {
        $standIn = New-StandIn make $makeStandIn
        $run = Invoke-InProcess (Join-Path $runbooks $Script) '-BackupStorage', 's', '-Path', $TestDrive -Module $standIn -Environment @{ STANDIN_NODE = $Node; STANDIN_BACKUP = $Backup; STANDIN_OUTCOME = $Outcome; STANDIN_READY = $Ready }
        $run.ExitCode | Should -Be $Code -Because $run.Output
    }
}

# The last one: it takes the node away.
Describe 'restore-at-3am.ps1' {
    It 'only checks without -Restore' {
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') -Environment $variables -WorkingDirectory $TestDrive
        $run.Output | Should -Match 'Chosen: '
        $run.Output | Should -Match 'VersionMatch'
        $run.ExitCode | Should -Be 0
    }

    It 'takes the password from a vault and a log of another name, and a backup by its uuid' {
        $old = $env:PSModulePath
        $env:PSModulePath = (New-Vault) + [System.IO.Path]::PathSeparator + $old
        try {
            $uuid = (Get-ZStackDatabaseBackupRecord -Status Ready | Sort-Object CreateDate -Descending | Select-Object -First 1).Uuid
            $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') '-SecretName', 'mysql', '-LogPath', 'other.log', '-Backup', $uuid -Environment $variables -WorkingDirectory $TestDrive
            $run.Output | Should -Match "record $uuid"
            $run.ExitCode | Should -Be 0 -Because $run.Output
        }
        finally { $env:PSModulePath = $old }
    }

    It 'does nothing when nobody is there to answer' {
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') '-Restore' -Environment $variables -WorkingDirectory $TestDrive
        $run.ExitCode | Should -Be 1
    }

    It 'says what to take from the vault when the node is dead' {
        $vault = Join-Path $TestDrive 'dead'
        [void] (New-Item -ItemType Directory $vault)
        $file = (@(Get-ZStackDatabaseBackupRecord | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 })[0] | Save-ZStackDatabaseBackup -Path $vault).FullName
        $nobody = $variables.Clone()
        $nobody['ZSTACK_SERVER'] = 'http://127.0.0.1:9'
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') '-VaultPath', $vault, '-ForVersion', '5.2.1' -Environment $nobody -WorkingDirectory $TestDrive
        $run.Output | Should -Match 'NO SESSION: '
        $run.Output | Should -Match "OnlyAtHome: .*$([regex]::Escape($file)).*zstack-ctl restore_mysql"
        $run.Output | Should -Match 'The node does not answer'
        $run.ExitCode | Should -Be 1
    }

    It 'restores and follows to the new session' {
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') '-Restore', '-Unattended' -Environment $variables -WorkingDirectory $TestDrive
        $run.Output | Should -Match 'Outcome +: Restored'
        $run.ExitCode | Should -Be 0
        Join-Path $TestDrive 'restore.log' | Should -Exist
    }
}
