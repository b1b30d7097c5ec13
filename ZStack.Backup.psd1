@{
    RootModule             = 'ZStack.Backup.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '5b0f6b0e-6c1d-4b7e-9d53-8a6c2f4e7d10'
    Author                 = 'ZStack.Backup contributors'
    CompanyName            = 'ZStack.Backup contributors'
    Copyright              = '(c) ZStack.Backup contributors. Apache-2.0.'
    Description            = 'Database backups of a ZStack Cloud management node: find them, make them, move them, bring them home, prove that they restore, and restore them.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    # The last one is the first that PowerShell complains of.
    TypesToProcess         = @('ZStack.Backup.Types.ps1xml')
    FormatsToProcess       = @('ZStack.Backup.Format.ps1xml')
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    CmdletsToExport        = @(
        'Compare-ZStackDatabaseBackup'
        'Connect-ZStack'
        'Copy-ZStackDatabaseBackup'
        'Disable-ZStackBackupSchedule'
        'Disconnect-ZStack'
        'Enable-ZStackBackupSchedule'
        'Export-ZStackBackupReport'
        'Export-ZStackDatabaseBackup'
        'Find-ZStackRecoveryPoint'
        'Get-ZStackBackupHealth'
        'Get-ZStackBackupSchedule'
        'Get-ZStackBackupStorage'
        'Get-ZStackDatabaseBackup'
        'Get-ZStackDatabaseBackupRecord'
        'Get-ZStackJob'
        'Get-ZStackRetentionPlan'
        'Get-ZStackSavedBackup'
        'Get-ZStackSession'
        'New-ZStackDatabaseBackup'
        'New-ZStackRecoveryKit'
        'Remove-ZStackDatabaseBackup'
        'Remove-ZStackDatabaseBackupExport'
        'Remove-ZStackSavedBackup'
        'Restore-ZStackDatabaseBackup'
        'Save-ZStackDatabaseBackup'
        'Start-ZStackBackupSchedule'
        'Sync-ZStackDatabaseBackup'
        'Test-ZStackConnection'
        'Test-ZStackDatabaseBackup'
        'Test-ZStackRecoveryKit'
        'Wait-ZStackJob'
    )
    PrivateData            = @{
        PSData = @{
            Tags         = @('ZStack', 'Backup', 'Database', 'DisasterRecovery', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://www.apache.org/licenses/LICENSE-2.0'
            ReleaseNotes = 'See CHANGELOG.md in the package.'
        }
    }
}
