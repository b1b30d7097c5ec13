<#
.SYNOPSIS
    Says on one line how well a node is backed up, as plugins of Nagios, Icinga and their kind do.
.DESCRIPTION
    Log-in: the environment variables ZSTACK_SERVER, and ZSTACK_ACCESS_KEY_ID with ZSTACK_ACCESS_KEY_SECRET or
    ZSTACK_ACCOUNT with ZSTACK_PASSWORD. The vault: -VaultPath, or ZSTACK_BACKUP_VAULT. Behind the bar stand performance
    data. Ends after -TimeoutSec in any case. Exit codes: 0 healthy, 1 warning, 2 critical, 3 unknown, also after the
    time-out.
#>
[CmdletBinding()]
param(
    [string] $VaultPath = $env:ZSTACK_BACKUP_VAULT,
    [double] $MaximumAgeHours = 26,
    [double] $MaximumProofAgeDays = 8,
    [int] $MinimumCopies = 2,
    [double] $MinimumFreePercent = 10,
    [ValidateRange(2, 3600)] [int] $TimeoutSec = 10
)

$check = {
    param($Vault, $Limits, $Seconds)
    $ErrorActionPreference = 'Stop'
    $VerbosePreference = $WarningPreference = 'SilentlyContinue'
    Import-Module ZStack.Backup
    if (-not $env:ZSTACK_SERVER) { throw 'Give the node in ZSTACK_SERVER, and the log-in in the environment.' }
    if ($Vault) { $Limits.VaultPath = $Vault }
    # Without a log-in first: a node that is down says so, and costs one time-out.
    $health = Get-ZStackBackupHealth $env:ZSTACK_SERVER -TimeoutSec $Seconds @Limits
    if ("$($health.Findings.Id)" -notmatch 'NodeDown|NodeStarting') {
        try { $session = Connect-ZStack -FromEnvironment -TimeoutSec $Seconds }
        catch { $refused = "$_" }
        if ($session) {
            try { $health = Get-ZStackBackupHealth -Session $session @Limits }
            finally { Disconnect-ZStack -ErrorAction SilentlyContinue }
        }
    }
    $said = @(if ($refused) { $refused } else { $health.Findings | ForEach-Object { "$_" } })
    if (-not $said) { $said = @($health.NotKnown | ForEach-Object { "$_" }) }
    if (-not $said) { $said = @("the newest backup is $([int] $health.NewestAge.TotalHours) h old") }
    $data = @(
        if ($health.NewestAge) { "age=$([long] $health.NewestAge.TotalSeconds)s;;$([long] ($Limits.MaximumAge.TotalSeconds));0" }
        if ($health.ProvenAge) { "proven=$([long] $health.ProvenAge.TotalSeconds)s;$([long] ($Limits.MaximumProofAge.TotalSeconds));;0" }
        if ($null -ne $health.Copies) { "copies=$($health.Copies);$($Limits.MinimumCopies):;;0" }
        if ($null -ne $health.Bytes) { "size=$($health.Bytes)B;;;0" }
        if ($null -ne $health.FreeBytes) { "free=$($health.FreeBytes)B;;;0" }
    )
    [pscustomobject] @{ Status = "$($health.Status)"; Server = $health.Server; Text = $said -join ' '; Data = $data -join ' ' }
}

# What an operator sees of a name from outside must not break the line.
function Write-Line($Word, $Text, $Data) {
    $clean = ("ZSTACK BACKUP $Word - $Text" -replace '[\p{C}\r\n]+', ' ').Replace('|', '/')
    if ($clean.Length -gt 1000) { $clean = $clean.Substring(0, 1000) + '...' }
    Write-Output ($clean + $(if ($Data) { " | $Data" }))
}

$limits = @{ MaximumAge = [timespan]::FromHours($MaximumAgeHours); MaximumProofAge = [timespan]::FromDays($MaximumProofAgeDays); MinimumCopies = $MinimumCopies; MinimumFreePercent = $MinimumFreePercent }
$shell = [powershell]::Create()
[void] $shell.AddScript($check).AddArgument($VaultPath).AddArgument($limits).AddArgument([math]::Max(1, [int] [math]::Floor($TimeoutSec / 2)))
$running = $shell.BeginInvoke()
$exitCode = 3
if ($running.AsyncWaitHandle.WaitOne([timespan]::FromSeconds($TimeoutSec))) {
    try {
        $result = @($shell.EndInvoke($running))[0]
        if (-not $result) { throw $shell.Streams.Error[0] }
        $exitCode = @{ Healthy = 0; Warning = 1; Critical = 2; Unknown = 3 }[$result.Status]
        Write-Line ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN')[$exitCode] "$($result.Server): $($result.Text)" $result.Data
    }
    catch {
        $inner = $_.Exception
        while ($inner.InnerException) { $inner = $inner.InnerException }
        Write-Line UNKNOWN $inner.Message
    }
}
else {
    Write-Line UNKNOWN "$env:ZSTACK_SERVER did not say enough within $TimeoutSec s."
}
# At once: whatever still waits is not waited for.
[Console]::Out.Flush()
[System.Environment]::Exit($exitCode)
