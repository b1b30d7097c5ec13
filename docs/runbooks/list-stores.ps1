<#
.SYNOPSIS
    Lists the backups on many image stores into one CSV file.
.DESCRIPTION
    The stores come from a CSV file with the columns ImageStore, SshPort, StoragePath and RegistryPort; an empty cell
    means "not given". Log-in at the node: ZSTACK_SERVER and the other environment variables of Connect-ZStack
    -FromEnvironment. Log-in at the stores: -SecretName, a PSCredential in Microsoft.PowerShell.SecretManagement, or
    ZSTACK_STORE_USER with ZSTACK_STORE_PASSWORD. Exit codes: 0 every store was read, 1 none was, 2 some were not.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $Stores,
    [Parameter(Mandatory = $true)] [string] $OutFile,
    [string] $SecretName
)

$ErrorActionPreference = 'Stop'
try {
    Import-Module ZStack.Backup
    if ($SecretName) {
        $store = Get-Secret $SecretName
    }
    else {
        $password = New-Object securestring
        foreach ($character in "$env:ZSTACK_STORE_PASSWORD".ToCharArray()) { $password.AppendChar($character) }
        $store = New-Object pscredential $env:ZSTACK_STORE_USER, $password
    }
    [void] (Connect-ZStack -FromEnvironment)
    try {
        $rows = @(Import-Csv $Stores)
        if ($rows.Count -eq 0) { throw "There is no store in $Stores." }
        # A store that cannot be read is an error of its own; the others are still read.
        $backups = @($rows | Get-ZStackDatabaseBackup -Credential $store -ErrorAction SilentlyContinue -ErrorVariable failures)
    }
    finally {
        Disconnect-ZStack -ErrorAction Continue
    }
    $backups | Select-Object Server, ImageStore, Created, Version, Size, BackupName, Md5 | Export-Csv $OutFile -NoTypeInformation -Encoding UTF8
    $failures | ForEach-Object { Write-Output "$($_.TargetObject): $_" }
    Write-Output "$($backups.Count) backups, $($failures.Count) stores not read."
    if ($failures.Count -eq 0) { exit 0 }
    if ($failures.Count -lt $rows.Count) { exit 2 }
}
catch {
    Write-Output "FAILED: $_"
}
exit 1
