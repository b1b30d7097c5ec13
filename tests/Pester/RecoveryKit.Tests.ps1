# A recovery kit in a real shell: made, looked at, kept in a file, and read by programs that know nothing of this module.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')
    Import-Module $StagedModule
    $node = Start-TestNode
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    $vault = Join-Path $TestDrive 'vault'
    [void] (New-Item -ItemType Directory $vault)
    $saved = @(Get-ZStackDatabaseBackupRecord | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 })[0] | Save-ZStackDatabaseBackup -Path $vault
    [void] ($saved | Test-ZStackDatabaseBackup -Level Restore)
    $path = Join-Path $TestDrive 'kit'
    $kit = New-ZStackRecoveryKit $path -VaultPath $vault -IncludeBackup -WarningAction SilentlyContinue
}

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
}

Describe 'A recovery kit' {
    It 'has all its files, and Get-FileHash agrees with SHA256SUMS' {
        @(Get-ChildItem $path -Recurse -File).Count | Should -Be $kit.Files.Count
        foreach ($line in Get-Content (Join-Path $path 'SHA256SUMS')) {
            $hash, $name = $line -split '  ', 2
            (Get-FileHash (Join-Path $path $name) -Algorithm SHA256).Hash | Should -Be $hash
        }
    }

    It 'leads with what is proven' {
        $kit.Proven.Name | Should -Be $saved.BackupName
        $kit.Backups[0].Included | Should -Match '^backups/'
        $readme = [System.IO.File]::ReadAllText((Join-Path $path 'README.txt'))
        $readme | Should -Match 'Way 2: the API is dead'
        [System.IO.File]::ReadAllText((Join-Path $path 'README.zh-CN.txt')) | Should -Match '方法 2'
    }

    It 'says the same in kit.json, for any program' {
        $json = [System.IO.File]::ReadAllText((Join-Path $path 'kit.json')) | ConvertFrom-Json
        $json.kit | Should -Be 1
        $json.nodes[0].server | Should -Be $node.Server
        $json.backups.Count | Should -Be $kit.Backups.Count
    }

    It 'passes with a session, and what comes back from files is tested as it is' {
        $result = $kit | Test-ZStackRecoveryKit -VaultPath $vault -Session (Get-ZStackSession)
        $result.Outcome | Should -BeIn Passed, Warning -Because $result.Reason
        $kit | Export-Clixml (Join-Path $TestDrive 'kit.xml')
        $kit | Export-Csv (Join-Path $TestDrive 'kit.csv') -NoTypeInformation -Encoding UTF8
        foreach ($copy in (Import-Clixml (Join-Path $TestDrive 'kit.xml')), (Import-Csv (Join-Path $TestDrive 'kit.csv')), ($kit | ConvertTo-Json -Depth 4 | ConvertFrom-Json)) {
            ($copy | Test-ZStackRecoveryKit -VaultPath $vault -Session (Get-ZStackSession)).Outcome | Should -Be $result.Outcome
        }
        $result | Export-Clixml (Join-Path $TestDrive 'result.xml')
        $copy = Import-Clixml (Join-Path $TestDrive 'result.xml')
        # A copy of an enumeration is a number that remembers its name.
        $copy.Outcome.ToString() | Should -Be "$($result.Outcome)"
        @($copy.Checks).Count | Should -Be 8
        ($copy | Format-List | Out-String) | Should -Match 'NoSecret'
    }

    It 'is shown in a table and in a list' {
        ($kit | Out-String) | Should -Match 'Proven'
        ($kit | Format-List | Out-String) | Should -Match 'preflight.sh'
        (Test-ZStackRecoveryKit $path | Format-List | Out-String) | Should -Match 'Whole Passed'
    }
}
