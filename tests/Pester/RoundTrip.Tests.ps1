# What a command writes and somebody keeps in a file, or pipes to the wrong command, or looks at in another way.

BeforeDiscovery {
    $changes = 'Remove-ZStackDatabaseBackup', 'Save-ZStackDatabaseBackup', 'Export-ZStackDatabaseBackup', 'Remove-ZStackDatabaseBackupExport', 'Test-ZStackDatabaseBackup', 'Get-ZStackDatabaseBackupRecord', 'Copy-ZStackDatabaseBackup -DestinationBackupStorageUuid x'
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')
    Import-Module $StagedModule
    $node = Start-TestNode
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    $images = @(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $node.Store)
    $records = @(Get-ZStackDatabaseBackupRecord)
    $storage = @(Get-ZStackBackupStorage | Where-Object Status -EQ Connected)[0]
    $schedule = Get-ZStackBackupSchedule nightly
    $job = Sync-ZStackDatabaseBackup $storage -NoWait
    $export = Export-ZStackDatabaseBackup (@($records | Where-Object { $_.BackupStorageUuids.Count -eq 1 })[0])

    # As it is, and as it comes back from each kind of file.
    function Get-Copy($Object) {
        $file = Join-Path $TestDrive ([guid]::NewGuid())
        $Object | Export-Clixml "$file.xml"
        $Object | Export-Csv "$file.csv" -NoTypeInformation -Encoding UTF8
        $Object
        Import-Clixml "$file.xml"
        Import-Csv "$file.csv"
        $Object | ConvertTo-Json -Depth 4 | ConvertFrom-Json
    }
}

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
}

Describe 'A backup on a store' {
    It 'is restored from CliXml, CSV and JSON, from the pipeline and as an argument' {
        $image = @($images | Where-Object Version -EQ '5.2.1')[0]
        foreach ($copy in Get-Copy $image) {
            $piped = $copy | Restore-ZStackDatabaseBackup -Credential $node.Store -MySqlRootPassword $node.Store.Password -WhatIf -ErrorAction Stop
            $given = Restore-ZStackDatabaseBackup -ImageInfo $copy -Credential $node.Store -MySqlRootPassword $node.Store.Password -WhatIf -ErrorAction Stop
            foreach ($result in $piped, $given) {
                $result.Outcome | Should -Be NotStarted
                $result.BackupName | Should -Be $image.BackupName
                $result.BackupCreated | Should -Be $image.Created
            }
        }
    }

    It 'is refused by <_> with the way to its record' -ForEach $changes {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in Get-Copy $images[0]) {
            "$(@($copy) | & $command)" | Should -Match 'is a backup on an image store.*Get-ZStackDatabaseBackupRecord.*Sync-ZStackDatabaseBackup'
        }
    }
}

Describe 'Other objects' {
    It 'a storage is refused by <_> with the way to its backups' -ForEach $changes {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in Get-Copy $storage) {
            "$(@($copy) | & $command)" | Should -Match 'is a backup storage, not a backup.*Get-ZStackDatabaseBackupRecord -BackupStorageUuid'
        }
    }

    It 'a schedule is refused by <_> with the way to what it made' -ForEach $changes {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in Get-Copy $schedule) {
            "$(@($copy) | & $command)" | Should -Match 'is a backup schedule, not a backup.*Get-ZStackBackupSchedule "nightly" -History'
        }
    }

    It '<_> takes a schedule and a run from every kind of file' -ForEach 'Start-ZStackBackupSchedule', 'Disable-ZStackBackupSchedule' {
        $command = [scriptblock]::Create("`$input | $_ -WhatIf -ErrorAction Stop")
        foreach ($copy in (Get-Copy $schedule) + (Get-Copy (Get-ZStackBackupSchedule nightly -History 1))) { { @($copy) | & $command } | Should -Not -Throw }
    }

    It '<_> refuses what is no schedule' -ForEach 'Start-ZStackBackupSchedule', 'Enable-ZStackBackupSchedule', 'Disable-ZStackBackupSchedule' {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in (Get-Copy $images[0]) + (Get-Copy $records[0]) + (Get-Copy $storage) + (Get-Copy $job) + (Get-Copy $export)) { "$(@($copy) | & $command)" | Should -Match 'not a schedule' }
    }

    It 'a job is refused by <_>' -ForEach $changes {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in Get-Copy $job) { "$(@($copy) | & $command)" | Should -Match 'A job is not a backup' }
    }

    It '<_> refuses what is no storage' -ForEach 'New-ZStackDatabaseBackup', 'Sync-ZStackDatabaseBackup', 'Get-ZStackBackupStorage' {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in (Get-Copy $images[0]) + (Get-Copy $records[0]) + (Get-Copy $job)) { "$(@($copy) | & $command)" | Should -Match 'not a backup storage' }
    }

    It '<_> refuses what is no job' -ForEach 'Get-ZStackJob', 'Wait-ZStackJob' {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in (Get-Copy $images[0]) + (Get-Copy $records[0]) + (Get-Copy $storage) + (Get-Copy $export)) { "$(@($copy) | & $command)" | Should -Match 'not a job' }
    }
}

Describe 'Two objects of the same backup' {
    It 'are equal: <_>' -ForEach 'Get-ZStackDatabaseBackupRecord', 'Get-ZStackDatabaseBackup 127.0.0.1 -Credential $node.Store', 'Get-ZStackBackupStorage' {
        $read = [scriptblock]::Create($_)
        $first = @(& $read)
        $second = @(& $read)
        $first[0] -eq $second[0] | Should -BeTrue
        $first[0] -eq $second[1] | Should -BeFalse
        $first -contains $second[-1] | Should -BeTrue
        $second[-1] -in $first | Should -BeTrue
        @($first[0].Equals($null), ($first[0] -eq 'x')) | Should -Not -Contain $true
        @($first + $second | Sort-Object -Unique).Count | Should -Be $first.Count
        @($first + $second | Select-Object -Unique).Count | Should -BeLessOrEqual ($first.Count * 2)
        $set = [System.Collections.Generic.HashSet[object]]::new()
        foreach ($one in $first + $second) { [void] $set.Add($one) }
        $set.Count | Should -Be $first.Count
    }

    It 'are sorted by time' {
        $times = @($records | Sort-Object | ForEach-Object CreateDate)
        $times | Should -Be @($records.CreateDate | Sort-Object)
    }
}

Describe 'A session by its name' {
    It 'is taken by -Session of <_>' -ForEach 'Get-ZStackDatabaseBackupRecord -First 1', 'Get-ZStackBackupStorage', 'Get-ZStackDatabaseBackup 127.0.0.1 -Credential $node.Store', 'Export-ZStackDatabaseBackup $export' {
        $command = $_
        foreach ($name in $node.Server, $node.Url.TrimEnd('/'), "admin@$($node.Server)") {
            @(& ([scriptblock]::Create("$command -Session '$name' -ErrorAction Stop"))).Count | Should -BeGreaterThan 0
        }
    }

    It 'says which sessions are open when none is called so' {
        { Get-ZStackDatabaseBackupRecord -Session 10.9.9.9 } | Should -Throw "*no session on node `"10.9.9.9`"*$($node.Server)*"
    }

    It 'is completed' {
        foreach ($line in 'Disconnect-ZStack ', 'Get-ZStackDatabaseBackupRecord -Session ', 'Remove-ZStackDatabaseBackup x -Session 127') {
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be $node.Server
        }
    }

    It 'is closed' {
        Disconnect-ZStack $node.Server
        @(Get-ZStackSession).Count | Should -Be 0
        [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    }
}

Describe 'Completion' {
    It 'offers files of this machine only where they are meant' {
        Set-Content (Join-Path $TestDrive 'local-file.txt') x
        Push-Location $TestDrive
        try {
            $offering = foreach ($command in Get-Command -Module ZStack.Backup) {
                foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters -and $_.Name -notin [System.Management.Automation.Cmdlet]::OptionalCommonParameters -and -not $_.SwitchParameter }) {
                    $line = "$($command.Name) -$($parameter.Name) "
                    foreach ($typed in '', './') {
                        if ((TabExpansion2 ($line + $typed) ($line + $typed).Length).CompletionMatches.CompletionText -match 'local-file') { "$($parameter.Name)" }
                    }
                }
            }
        }
        finally { Pop-Location }
        # -First and -Skip are the engine's.
        @($offering | Where-Object { $_ -notin 'First', 'Skip' } | Sort-Object -Unique) | Should -Be Difference, LogPath, Path, Reference, ServerPath, VaultPath
    }
}

Describe 'Other views' {
    It 'Format-Wide shows the name of the backup' {
        $images[0] | Format-Wide | Out-String | Should -Match ([regex]::Escape($images[0].BackupName))
        $records[0] | Format-Wide | Out-String | Should -Match ([regex]::Escape($records[0].Name))
    }

    It 'every type says what of it is shown' {
        $assembly = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'ZStack.Backup.Client' }
        $types = $assembly.GetExportedTypes() | Where-Object { $_.Namespace -eq 'ZStack.Backup' -and $_.IsClass -and -not $_.IsAbstract -and -not $_.IsGenericType -and $_.GetProperties() -and -not $_.IsSubclassOf([Exception]) -and $_.Name -notmatch 'Attribute$' }
        $types.Count | Should -BeGreaterThan 14
        foreach ($type in $types) {
            $data = Get-TypeData $type.FullName
            $shown = @($data.DefaultDisplayPropertySet.ReferencedProperties)
            $shown.Count | Should -BeGreaterOrEqual ([Math]::Min(2, @($type.GetProperties()).Count)) -Because $type.FullName
            $known = @($type.GetProperties().Name) + @($data.Members.Keys)
            foreach ($name in $shown + $data.DefaultDisplayProperty) { $known | Should -Contain $name -Because $type.FullName }
        }
    }
}

Describe 'The module itself' {
    It 'logs out when it is removed' {
        $other = Start-TestNode
        try {
            $before = [powershell]::Create()
            [void] $before.AddScript("Import-Module '$StagedModule'; `$null = Connect-ZStack $($other.Url) -Credential `$args[0]; `$id = (Get-ZStackSession)[0]; Remove-Module ZStack.Backup; `$id").AddArgument($other.Admin)
            $session = $before.Invoke()[0]
            $before.Streams.Error | Should -BeNullOrEmpty
            { Get-ZStackDatabaseBackupRecord -First 1 -Session $session -ErrorAction Stop } | Should -Throw
        }
        finally { Stop-TestNode $other }
    }

    It 'says that it is loaded already from another folder, at once or after it was removed' {
        $copy = Join-Path $TestDrive 'copy'
        [void] (New-Item -ItemType Directory $copy)
        Copy-Item $StagedModule $copy -Recurse
        $copy = Join-Path $copy 'ZStack.Backup'
        # Another build.
        $dll = Join-Path $copy 'ZStack.Backup.dll'
        [System.IO.File]::WriteAllBytes($dll, [System.IO.File]::ReadAllBytes($dll) + [byte[]] (0, 0))
        # In the same process, where the first copy is loaded.
        $shell = [powershell]::Create()
        try {
            [void] $shell.AddScript({
                    param($Staged, $Copy)
                    Import-Module $Staged
                    try { Import-Module $Copy -ErrorAction Stop } catch { "$_" }
                    Remove-Module ZStack.Backup
                    Import-Module $Copy
                    Get-ZStackSession -WarningVariable said -WarningAction SilentlyContinue
                    "$said"
                    Get-ZStackSession -WarningVariable again -WarningAction SilentlyContinue
                    "$again"
                }).AddArgument($StagedModule).AddArgument($copy)
            $first, $then, $again = $shell.Invoke()
        }
        finally { $shell.Dispose() }
        $first | Should -Match 'is already loaded from another folder. To use this copy, start a new PowerShell'
        $then | Should -Match 'start a new PowerShell'
        $again | Should -BeNullOrEmpty
    }
}

Describe 'A recovery point' {
    BeforeAll {
        $vault = Join-Path $TestDrive 'vault'
        [void] (New-Item -ItemType Directory $vault)
        $kept = @($records | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 })[0]
        $file = ($kept | Save-ZStackDatabaseBackup -Path $vault).FullName
    }

    It 'carries its record through CliXml and JSON' {
        $point = @(Find-ZStackRecoveryPoint | Where-Object { $_.Source -eq 'Record' -and $_.Usable -eq 'Yes' })[0]
        $copies = Get-Copy $point
        foreach ($copy in $copies[0, 1, 3]) {
            (Get-ZStackDatabaseBackupRecord -Uuid $copy).Uuid | Should -Be $point.Record.Uuid
            ($copy | Restore-ZStackDatabaseBackup -MySqlRootPassword $node.Store.Password -WhatIf).BackupName | Should -Be $point.BackupName
        }
    }

    It 'carries its image through CliXml' {
        $point = @($images | Find-ZStackRecoveryPoint | Where-Object Source -EQ ImageStore)[0]
        foreach ($copy in (Get-Copy $point)[0, 1]) {
            ($copy | Restore-ZStackDatabaseBackup -Credential $node.Store -MySqlRootPassword $node.Store.Password -WhatIf).BackupName | Should -Be $point.BackupName
        }
    }

    It 'carries its file through CliXml, CSV and JSON' {
        $point = @(Find-ZStackRecoveryPoint -VaultPath $vault | Where-Object FullName)[0]
        foreach ($copy in Get-Copy $point) {
            ($copy | Test-ZStackDatabaseBackup -Level Checksum -NoEvidence).FullName | Should -Be $file
            @($copy | Find-ZStackRecoveryPoint | Where-Object FullName -EQ $file).Count | Should -Be 1
            ($copy | Compare-ZStackDatabaseBackup -Difference $file -Kind Volume -Summary)[0].Before | Should -BeGreaterThan 0
        }
    }

    It 'is compared the same after CliXml, and so is what it comes to' {
        $lines = Compare-ZStackDatabaseBackup $file -Difference $file -Kind Volume -IncludeUnchanged
        $copies = Join-Path $TestDrive 'differences.xml'
        $lines | Export-Clixml $copies
        (Import-Clixml $copies | Out-String) | Should -Be ($lines | Out-String)
        Compare-ZStackDatabaseBackup $file -Difference $file -Kind Volume -Summary | Export-Clixml $copies
        (Import-Clixml $copies | Out-String) | Should -Match 'no volume has moved since'
    }
}

Describe 'The health of a node' {
    BeforeAll {
        $health = Get-ZStackBackupHealth
        # In UTC, to the second: neither JSON nor CSV keeps more of a time.
        function Get-Report($Piped) {
            $path = Join-Path $TestDrive "$([guid]::NewGuid()).json"
            $Piped | Export-ZStackBackupReport $path
            $told = ConvertFrom-Json ([regex]::Replace([System.IO.File]::ReadAllText($path), '"([0-9-]{10}T[0-9:]{8})(\.[0-9]+)?([+-][0-9:]{5})"', { param($match) '"at ' + [datetimeoffset]::Parse($match.Groups[1].Value + $match.Groups[3].Value, [cultureinfo]::InvariantCulture).UtcDateTime.ToString('s') + '"' }))
            $told.nodes[0]
        }
    }

    It 'makes the same report after CliXml and JSON' {
        $copies = Get-Copy $health
        $expected = Get-Report $health | ConvertTo-Json -Depth 5
        $expected | Should -Match '"newestAgeSeconds": *[0-9.]+'
        $expected | Should -Match '"id": *"TooFewCopies"'
        foreach ($copy in $copies[1, 3]) { Get-Report $copy | ConvertTo-Json -Depth 5 | Should -Be $expected }
    }

    It 'keeps after CSV what is in the file, and makes nothing of what is not' {
        $expected = Get-Report $health
        $told = Get-Report (Get-Copy $health)[2]
        foreach ($name in 'server', 'status', 'newest', 'newestName', 'newestAgeSeconds', 'proven', 'copies', 'atHome', 'bytes', 'freeBytes', 'schedule', 'lastRun', 'version') { $told.$name | Should -Be $expected.$name -Because $name }
        $expected.atHome | Should -BeNullOrEmpty
        @($told.findings.id) | Should -Be @($expected.findings.id)
        @($told.findings.reason) | Should -Be @($expected.findings.reason)
        @($told.notKnown.question) | Should -Be @($expected.notKnown.question)
        @($told.days.state) | Should -Be @($expected.days.state)
        @($told.sizes.bytes) | Should -Be @($expected.sizes.bytes)
    }

    It 'is shown the same after CliXml' {
        $file = Join-Path $TestDrive 'health.xml'
        $health | Export-Clixml $file
        (Import-Clixml $file | Format-Table | Out-String) | Should -Be ($health | Format-Table | Out-String)
    }

    It 'is refused by <_> with the way to what helps' -ForEach ($changes + 'Get-ZStackBackupStorage', 'Start-ZStackBackupSchedule', 'Get-ZStackJob') {
        $command = [scriptblock]::Create("`$input | $_ -ErrorAction SilentlyContinue -ErrorVariable failed; `$failed")
        foreach ($copy in Get-Copy $health) { "$(@($copy) | & $command)" | Should -Match 'does not name an object of it.*Findings' }
    }
}
