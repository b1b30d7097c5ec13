# What the sandbox shows of the module: each line as it is typed, and what comes out.
"A simulated management node listens on $($node). In this shell `$admin logs in there and `$store reads its image store;"
"`$secret is the secret of its access key, `$mysql the password of its database, as in the examples of Get-Help."
foreach ($line in @(
        'Connect-ZStack $node -Credential $admin'
        '$backups = Get-ZStackDatabaseBackup 127.0.0.1 -Credential $store'
        '$backups | Select-Object -First 5'
        '$backups | Where-Object Created -gt (Get-Date).AddDays(-3)'
        '$backups | Export-Csv $folder/backups.csv'
        'Import-Csv $folder/backups.csv | Select-Object -First 3 Created, Version, Size, BackupName | Format-Table'
        '$backups | Group-Object Version -NoElement'
        'Get-ZStackDatabaseBackupRecord -First 1 | Save-ZStackDatabaseBackup -Path $folder -OutVariable saved'
        '$saved | Test-ZStackDatabaseBackup'
    )) {
    ''
    "PS> $line"
    . ([scriptblock]::Create($line)) | Out-Default
}
