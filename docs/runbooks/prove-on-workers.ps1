<#
.SYNOPSIS
    Proves the backups of a vault on several machines at once, by PowerShell's remoting over ssh.
.DESCRIPTION
    Every worker needs PowerShell 7.4 or newer as an ssh subsystem (Subsystem powershell /usr/bin/pwsh -sshs -NoLogo), this
    module, and MariaDB or MySQL. It reads the backups from a share at the same path, or at -WorkerPath; with -Copy each
    backup is copied to the worker, tested there and removed. Evidence is written at home, with the name of the worker's
    machine in it. The work of a worker that dies goes to the others. A backup whose proof is younger than -MaximumProofAge
    is left alone. Exit codes: 0 all are proven, 1 nothing was done: no backup, or no worker could be reached, 2 some failed
    their test, 3 some were not tested: no worker was left.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string[]] $HostName,
    [string] $Path = $env:ZSTACK_BACKUP_VAULT,
    [string] $WorkerPath,
    [switch] $Copy,
    [timespan] $MaximumProofAge = '7.00:00:00',
    [int] $ThrottleLimit = 32,

    # How to reach them; as New-PSSession has it.
    [string] $UserName,
    [string] $KeyFilePath,
    [int] $Port = 22,
    [hashtable] $SshOption = @{},

    # Where the workers have the module, when it is not on their PSModulePath.
    [string] $ModulePath = 'ZStack.Backup'
)

$ErrorActionPreference = 'Stop'
$exitCode = 1
$workers = @{}
$started = [datetimeoffset]::UtcNow

# On the worker: the test of one file, and whether it passed.
$test = {
    param($Module, $File)
    $ErrorActionPreference = 'Stop'
    Import-Module $Module
    $result = Test-ZStackDatabaseBackup $File -Level Restore
    [pscustomobject] @{ Outcome = "$($result.Outcome)"; Reason = "$($result.Reason)"; Machine = [System.Environment]::MachineName }
}

# The evidence of a copy goes on where the one at home ends, or it is not taken.
function Save-Evidence($Session, $Remote, $File) {
    $new = "$File.proof.jsonl.$([guid]::NewGuid().ToString('N').Substring(0, 8)).new"
    Copy-Item -FromSession $Session -LiteralPath "$Remote.proof.jsonl" -Destination $new
    try {
        $old = if (Test-Path -LiteralPath "$File.proof.jsonl") { [System.IO.File]::ReadAllText("$File.proof.jsonl") } else { '' }
        if (-not [System.IO.File]::ReadAllText($new).StartsWith($old, [System.StringComparison]::Ordinal)) { throw "$($File): its evidence has changed meanwhile." }
        if (-not $IsWindows) { [System.IO.File]::SetUnixFileMode($new, 'UserRead, UserWrite') }
        Move-Item -LiteralPath $new -Destination "$File.proof.jsonl" -Force
    }
    finally {
        if (Test-Path -LiteralPath $new) { Remove-Item -LiteralPath $new }
    }
}

function Start-Proof($Worker, $File) {
    $Worker.File = $File
    $Worker.Remote = if ($WorkerPath) { $WorkerPath.TrimEnd('/', '\') + '/' + $File.Name } else { $File.FullName }
    if ($Copy) {
        $Worker.Folder = Invoke-Command -Session $Worker.Session { [System.IO.Directory]::CreateTempSubdirectory('prove-').FullName }
        $Worker.Remote = $Worker.Folder + '/' + $File.Name
        Get-ChildItem -LiteralPath $File.DirectoryName -Force | Where-Object Name -In $File.Name, "$($File.Name).json", "$($File.Name).proof.jsonl" |
            Copy-Item -ToSession $Worker.Session -Destination $Worker.Folder
    }
    $Worker.Job = Invoke-Command -Session $Worker.Session -AsJob -ScriptBlock $test -ArgumentList $ModulePath, $Worker.Remote
}

# Whether a test that began after this script did has proven it already, by a worker that died before it could say so.
function Test-Proven($File) { (Get-ZStackSavedBackup $File.FullName).ProvenAt -gt $started.AddMinutes(-1) -and $lost.Contains($File.FullName) }

try {
    Import-Module ZStack.Backup
    if (-not $Path) { throw 'Give the vault with -Path, or in ZSTACK_BACKUP_VAULT.' }
    $queue = [System.Collections.Generic.Queue[System.IO.FileInfo]]::new()
    Get-ZStackSavedBackup $Path | Where-Object { -not $_.Problem -and (-not $_.ProvenAt -or $started - $_.ProvenAt -gt $MaximumProofAge) } | Sort-Object ProvenAt, CreateDate |
        ForEach-Object { $queue.Enqueue([System.IO.FileInfo]::new($_.FullName)) }
    if (@(Get-ZStackSavedBackup $Path).Count -eq 0) { throw "There is no backup in $Path." }
    $total = $queue.Count
    $lost = [System.Collections.Generic.HashSet[string]]::new()
    $proven = 0
    $failed = @()
    foreach ($name in $HostName | Select-Object -Unique) {
        if ($total -eq 0) { break }
        $way = @{ HostName = $name; Port = $Port; Options = $SshOption }
        if ($UserName) { $way.UserName = $UserName }
        if ($KeyFilePath) { $way.KeyFilePath = $KeyFilePath }
        try { $workers[$name] = @{ Name = $name; Session = New-PSSession @way; Job = $null } }
        catch { Write-Output "$($name): $_" }
    }
    if ($workers.Count -eq 0 -and $total -gt 0) { throw 'No worker could be reached.' }
    while ($queue.Count -gt 0 -or ($workers.Values | Where-Object Job)) {
        foreach ($worker in @($workers.Values | Where-Object { -not $_.Job } | Select-Object -First ([math]::Max(0, $ThrottleLimit - @($workers.Values | Where-Object Job).Count)))) {
            if ($queue.Count -eq 0) { break }
            $file = $queue.Dequeue()
            if (Test-Proven $file) { $proven++; continue }
            try { Start-Proof $worker $file }
            catch { $worker.Failure = "$_"; $worker.Job = $false }
        }
        $busy = @($workers.Values | Where-Object Job)
        if ($busy) { [void] (Wait-Job -Job $busy.Job -Any -Timeout 5) }
        foreach ($worker in @($workers.Values | Where-Object { $_.Failure -or ($_.Job -and $_.Job.State -notin 'Running', 'NotStarted') })) {
            $file = $worker.File
            try {
                if ($worker.Failure) { throw $worker.Failure }
                $result = @(Receive-Job $worker.Job -ErrorAction Stop)[-1]
                if (-not $result) { throw 'it went away in the middle of a test.' }
                if ($Copy) {
                    Save-Evidence $worker.Session $worker.Remote $file.FullName
                    Invoke-Command -Session $worker.Session { param($folder) Remove-Item -LiteralPath $folder -Recurse -Force } -ArgumentList $worker.Folder
                }
                if ($result.Outcome -in 'Passed', 'Warning') { $proven++ } else { $failed += "$($file.Name): $($result.Reason)" }
                Write-Output "$($file.Name): $($result.Outcome) on $($worker.Name) ($($result.Machine))"
                Remove-Job $worker.Job
                $worker.Job = $null
            }
            catch {
                # Its work goes to the others, and it gets none any more.
                Write-Output "$($worker.Name): $_"
                [void] $lost.Add($file.FullName)
                $queue.Enqueue($file)
                $workers.Remove($worker.Name)
                Remove-PSSession $worker.Session -ErrorAction SilentlyContinue
            }
        }
        if ($workers.Count -eq 0) { break }
    }
    $left = @($queue | Where-Object { -not (Test-Proven $_) }).Count
    Write-Output "$proven of $total proven, $($failed.Count) failed, $left not tested."
    $failed | ForEach-Object { Write-Output $_ }
    $exitCode = if ($failed) { 2 } elseif ($left) { 3 } else { 0 }
}
catch {
    Write-Output "FAILED ($exitCode): $_"
}
finally {
    foreach ($worker in $workers.Values) { Remove-PSSession $worker.Session -ErrorAction SilentlyContinue }
}
exit $exitCode
