<#
.SYNOPSIS
    Imports a package from its folder and lists with it; exit code 1 when that fails.
#>
param([Parameter(Mandatory = $true)] [string] $Path)

$ErrorActionPreference = 'Stop'
trap { Write-Host $_; exit 1 }

. (Join-Path $PSScriptRoot 'Sandbox.ps1')
Import-Module $Path
$node = Start-TestNode
try {
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    $backups = @(Get-ZStackDatabaseBackup 127.0.0.1 -Credential $node.Store)
    Disconnect-ZStack
    if ($backups.Count -ne 25) { throw "25 backups were expected, and there are $($backups.Count)." }
    if ((Get-Module ZStack.Backup).ModuleBase -ne $Path) { throw 'Another module was imported.' }
}
finally {
    Stop-TestNode $node
}
