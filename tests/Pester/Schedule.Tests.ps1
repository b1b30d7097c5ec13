# The node's own schedules, as somebody looks at them and uses them.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')
    Import-Module $StagedModule
    $node = Start-TestNode
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
}

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
}

Describe 'Get-ZStackBackupSchedule' {
    It 'shows which schedule makes nothing, in a window of 80 columns' {
        $lines = (Get-ZStackBackupSchedule | Out-String -Width 80) -split '\r?\n'
        "$lines" | Should -Match 'nightly +every day at 01:00'
        "$lines" | Should -Match 'Skipped .* weekly-offsite'
        "$lines" | Should -Match 'Disabled +six-hourly'
        @($lines | Where-Object Length -GT 80).Count | Should -Be 0
    }

    It 'lists runs with what they made or why not' {
        $runs = @(Get-ZStackBackupSchedule -History 4)
        ($runs | Out-String -Width 80) | Should -Match 'Schedule: nightly'
        @($runs | Where-Object Outcome -EQ Succeeded)[0].BackupName | Should -BeLike 'nightly-*.gz'
        @($runs | Where-Object Outcome -EQ Skipped)[0].Reason | Should -Match 'No available backup storage'
    }

    It 'gives a CSV that says everything' {
        $row = Get-ZStackBackupSchedule nightly | ConvertTo-Csv | ConvertFrom-Csv
        $row.Cron | Should -Be '0 0 1 * * ?'
        $row.When | Should -Be 'every day at 01:00'
        $row.Retention | Should -Be 'retentionType=Count;retentionValue=30'
        $row.BackupStorageUuids | Should -Be '676c5945223647698fcf4da2fa46d1dd;72ad8a1a2f4b4f0fb8a3fdc0a3a1c4e2'
    }

    It 'groups and filters with the shell''s own commands' {
        (Get-ZStackBackupSchedule | Group-Object State | Where-Object Name -EQ Disabled).Count | Should -Be 1
        @(Get-ZStackBackupSchedule | Where-Object NextRun -LT ([datetimeoffset]::Now.AddDays(2)) | Where-Object NextRun).Name | Should -Contain nightly
    }
}

Describe 'Start-ZStackBackupSchedule' {
    It 'makes a backup that is then in the history' {
        $before = @(Get-ZStackDatabaseBackupRecord).Count
        [void] (Start-ZStackBackupSchedule nightly)
        $limit = [datetime]::Now.AddSeconds(30)
        do { $run = Get-ZStackBackupSchedule nightly -History 1 } until ($run.BackupName -like 'nightly-????????-??????.gz' -or [datetime]::Now -gt $limit)
        @(Get-ZStackDatabaseBackupRecord).Count | Should -Be ($before + 1)
        ($run | Get-ZStackDatabaseBackupRecord).Name | Should -Be $run.BackupName
    }

    It 'leaves a job that another process waits for' {
        $job = Start-ZStackBackupSchedule nightly -NoWait
        { $job | Wait-ZStackJob -ErrorAction Stop } | Should -Not -Throw
    }
}

Describe 'Disable- and Enable-ZStackBackupSchedule' {
    It 'switch <_> off and on again' -ForEach 'nightly', 'weekly-offsite' {
        (Get-ZStackBackupSchedule $_ | Disable-ZStackBackupSchedule).State | Should -Be Disabled
        (Get-ZStackBackupSchedule $_).NextRun | Should -BeNullOrEmpty
        (Enable-ZStackBackupSchedule $_).State | Should -Be Enabled
        (Get-ZStackBackupSchedule $_).NextRun | Should -Not -BeNullOrEmpty
    }
}

Describe 'A node whose clock runs fast' {
    It 'makes its backups while somebody looks' {
        $fast = Start-TestNode '-Speed', '20000' -RunSchedules
        try {
            $session = Connect-ZStack $fast.Url -Credential $fast.Admin
            $next = (Get-ZStackBackupSchedule nightly -Session $session).NextRun
            $limit = [datetime]::Now.AddSeconds(60)
            do { $last = (Get-ZStackBackupSchedule nightly -Session $session).LastRun } until ($last -ge $next -or [datetime]::Now -gt $limit)
            $last | Should -BeGreaterOrEqual $next
        }
        finally { Stop-TestNode $fast }
    }
}
