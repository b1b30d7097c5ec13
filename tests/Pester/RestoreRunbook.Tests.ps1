# The runbooks of a restore, in a process of their own, and what runbooks decide.

BeforeAll { . (Join-Path $PSScriptRoot 'Runbooks.ps1') }

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
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
