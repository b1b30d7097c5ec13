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

Describe 'list-stores.ps1' {
    It 'lists <Stores> and ends with <Code>' -ForEach @(
        @{ Stores = 'good'; Rows = '127.0.0.1,,,', '10.0.0.9,22,/zstack_bs,8000'; Code = 0 }
        @{ Stores = 'mixed'; Rows = '127.0.0.1,,,', '10.9.9.9,,,'; Code = 2 }
        @{ Stores = 'bad'; Rows = @('10.9.9.9,,,'); Code = 1 }
    ) {
        $csv = Join-Path $TestDrive "$Stores.csv"
        @('ImageStore,SshPort,StoragePath,RegistryPort') + $Rows | Set-Content $csv
        $out = Join-Path $TestDrive "$Stores-out.csv"
        $run = Invoke-InProcess (Join-Path $runbooks 'list-stores.ps1') '-Stores', $csv, '-OutFile', $out -Environment $variables
        $run.ExitCode | Should -Be $Code -Because $run.Output
        if ($Code -ne 1) { @(Import-Csv $out).Count | Should -BeGreaterThan 0 }
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

# The last one: it takes the node away.
Describe 'restore-at-3am.ps1' {
    It 'only checks without -Restore' {
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') -Environment $variables -WorkingDirectory $TestDrive
        $run.Output | Should -Match 'Chosen: '
        $run.Output | Should -Match 'VersionMatch'
        $run.ExitCode | Should -Be 0
    }

    It 'does nothing when nobody is there to answer' {
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') '-Restore' -Environment $variables -WorkingDirectory $TestDrive
        $run.ExitCode | Should -Be 1
    }

    It 'restores and follows to the new session' {
        $run = Invoke-InProcess (Join-Path $runbooks 'restore-at-3am.ps1') '-Restore', '-Unattended' -Environment $variables -WorkingDirectory $TestDrive
        $run.Output | Should -Match 'Outcome +: Restored'
        $run.ExitCode | Should -Be 0
        Join-Path $TestDrive 'restore.log' | Should -Exist
    }
}
