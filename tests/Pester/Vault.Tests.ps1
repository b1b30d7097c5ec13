# A vault as the operating system has it: completion, files that cannot be read or written, copies from CliXml.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')
    Import-Module $StagedModule
    $node = Start-TestNode
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    $vault = Join-Path $TestDrive 'vault'
    [void] (New-Item -ItemType Directory $vault)
    $records = @(Get-ZStackDatabaseBackupRecord | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 })
    $saved = @($records | Select-Object -First 2 | Save-ZStackDatabaseBackup -Path $vault)
    [void] ($saved | Test-ZStackDatabaseBackup)
    [void] ($saved[0] | Test-ZStackDatabaseBackup -Level Restore)

    # root may write anywhere, which shows nothing: it gives that up for this process.
    function Invoke-Bound([string] $Script) {
        $shell = Get-ThisShell
        $file = Join-Path $TestDrive 'bound.ps1'
        "Import-Module '$StagedModule'`n$Script" | Set-Content $file
        $command = @($shell.Program) + $shell.Arguments + '-NoProfile', '-NonInteractive', '-File', $file
        if ((id -u) -eq '0') { $command = @('setpriv', '--bounding-set=-dac_override,-dac_read_search') + $command }
        $program, $arguments = $command
        & $program $arguments 2>&1 | Out-String
    }
}

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
}

Describe 'Completion' {
    It 'of <_> offers files of a vault with size, age and proof, and not what belongs to them' -ForEach 'Get-ZStackSavedBackup', 'Remove-ZStackSavedBackup', 'Test-ZStackDatabaseBackup' {
        $line = "$_ $vault/nightly-"
        $offered = (TabExpansion2 $line $line.Length).CompletionMatches
        $offered.Count | Should -Be 2
        ($offered | Where-Object CompletionText -EQ $saved[0].FullName).ToolTip | Should -Match "^$([regex]::Escape($saved[0].FullName))  [\d.]+ KiB, \d+[mhd] old, proven: 0m$"
        ($offered | Where-Object CompletionText -EQ $saved[1].FullName).ToolTip | Should -Match 'proven: never$'
    }

    It 'finds a file of the vault by its name from everywhere, and nothing twice' {
        $env:ZSTACK_BACKUP_VAULT = $vault
        try {
            foreach ($folder in $TestDrive, $vault) {
                Push-Location $folder
                $line = 'Test-ZStackDatabaseBackup nightly-'
                $offered = (TabExpansion2 $line $line.Length).CompletionMatches
                Pop-Location
                $offered.Count | Should -Be 2
                $offered.ToolTip | Should -Match 'proven: '
            }
        }
        finally { $env:ZSTACK_BACKUP_VAULT = $null }
    }

    It 'offers nothing and says nothing when the vault is not there' {
        $env:ZSTACK_BACKUP_VAULT = '/no/such/vault'
        try {
            $line = 'Test-ZStackDatabaseBackup nightly-'
            (TabExpansion2 $line $line.Length).CompletionMatches.Count | Should -Be 0
        }
        finally { $env:ZSTACK_BACKUP_VAULT = $null }
    }
}

Describe 'Saved backups through CliXml' {
    It 'are tested, planned for, searched and removed as themselves' {
        $file = Join-Path $TestDrive 'saved.xml'
        Get-ZStackSavedBackup $vault | Export-Clixml $file
        $copies = @(Import-Clixml $file)
        ($copies | Get-ZStackRetentionPlan -KeepLast 1 | Where-Object Action -EQ Remove).Name | Should -Be $saved[1].BackupName
        ($copies | Test-ZStackDatabaseBackup -Level Checksum -NoEvidence).FullName | Sort-Object | Should -Be ($saved.FullName | Sort-Object)
        @($copies | Find-ZStackRecoveryPoint | Where-Object FullName).Count | Should -Be 2
        { $copies | Where-Object FullName -EQ $saved[0].FullName | Remove-ZStackSavedBackup -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'ZStack.NewestProven*'
        $saved[0].FullName | Should -Exist
    }

    It 'show what they showed' {
        $file = Join-Path $TestDrive 'shown.xml'
        Get-ZStackSavedBackup $vault | Export-Clixml $file
        (Import-Clixml $file | Format-List FullName, ProvenAt, Evidence, Problem | Out-String) | Should -Be (Get-ZStackSavedBackup $vault | Format-List FullName, ProvenAt, Evidence, Problem | Out-String)
        $points = Join-Path $TestDrive 'points.xml'
        Find-ZStackRecoveryPoint -VaultPath $vault | Export-Clixml $points
        (Import-Clixml $points | Out-String) | Should -Be (Find-ZStackRecoveryPoint -VaultPath $vault | Out-String)
    }
}

Describe 'A vault that nobody may write' -Skip:([System.Environment]::OSVersion.Platform -ne 'Unix') {
    BeforeAll {
        $shared = Join-Path $TestDrive 'shared'
        [void] (New-Item -ItemType Directory $shared)
        Get-ChildItem $vault | Copy-Item -Destination $shared
        chmod 0555 $shared
        $files = @(Get-ChildItem $shared).Count
    }

    # Else the drive of the tests could not be removed.
    AfterAll { chmod 0755 $shared }

    It 'is read, listed and searched' {
        $said = Invoke-Bound "Get-ZStackSavedBackup '$shared' | ForEach-Object { `"`$(`$_.BackupName) `$(`$null -ne `$_.ProvenAt)`" }; (Find-ZStackRecoveryPoint '$shared' -ForVersion 5.2.1)[0].BackupName"
        $said | Should -Match "$([regex]::Escape($saved[0].BackupName)) True"
        $said | Should -Match "$([regex]::Escape($saved[1].BackupName)) False"
        $said.TrimEnd() | Should -Match "$([regex]::Escape($saved[0].BackupName))$"
    }

    It 'has its backups tested, with one warning that nothing is kept' {
        $before = Get-Content "$shared/$($saved[0].BackupName).proof.jsonl" -Raw
        $said = Invoke-Bound "`$r = Test-ZStackDatabaseBackup '$shared/$($saved[0].BackupName)' -WarningVariable w -WarningAction SilentlyContinue; `"`$(`$r.Outcome) `$(`$w.Count) `$w`""
        $said | Should -Match '^Passed 1 .*not in its evidence'
        Get-Content "$shared/$($saved[0].BackupName).proof.jsonl" -Raw | Should -Be $before
        @(Get-ChildItem $shared).Count | Should -Be $files
    }

    It 'loses nothing when somebody tries to remove from it, or to save into it' {
        $said = Invoke-Bound "Remove-ZStackSavedBackup '$shared/$($saved[1].BackupName)' -Confirm:`$false -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId"
        $said | Should -Match 'ZStack.FileNotWritable'
        @(Get-ChildItem $shared).Count | Should -Be $files
    }

    It 'says which file it may not read, and lists the rest' {
        chmod 0000 "$shared/$($saved[1].BackupName).json"
        $said = Invoke-Bound "(Get-ZStackSavedBackup '$shared' -ErrorVariable e -ErrorAction SilentlyContinue).BackupName; `$e.FullyQualifiedErrorId; `"`$(`$e.TargetObject)`""
        $said | Should -Match ([regex]::Escape($saved[0].BackupName))
        $said | Should -Match 'ZStack.FileAccessDenied'
        $said | Should -Match "$([regex]::Escape($saved[1].BackupName))"
        chmod 0600 "$shared/$($saved[1].BackupName).json"
    }
}
