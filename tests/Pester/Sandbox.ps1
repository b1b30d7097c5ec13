# A simulated node for a test, and the module that the build has staged.

. (Join-Path $PSScriptRoot 'ThisShell.ps1')
$script:Repository = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$script:StagedModule = [System.IO.Path]::Combine($script:Repository, 'out', 'ZStack.Backup')

function New-TestCredential {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPlainTextForPassword', '', Justification = 'The passwords of the sandbox are in its README.')]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingUsernameAndPasswordParams', '', Justification = 'As above.')]
    param([string] $User, [string] $Password)

    $secret = New-Object securestring
    foreach ($character in $Password.ToCharArray()) { $secret.AppendChar($character) }
    New-Object pscredential $User, $secret
}

# Serves on a free port until Stop-TestNode. Its schedules stand still and it has no cloud unless asked for: tests count backups and compare sizes.
function Start-TestNode {
    param([string[]] $Option = @(), [switch] $RunSchedules)

    $start = New-Object System.Diagnostics.ProcessStartInfo 'dotnet'
    $project = [System.IO.Path]::Combine($script:Repository, 'src', 'ZStack.Backup.Sandbox')
    $start.Arguments = "run --no-build --project `"$project`" -- -Serve $(if (-not $RunSchedules) { '-NoSchedules' }) $(if ($Option -notcontains '-Cloud') { '-Cloud 0' }) $($Option -join ' ')"
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardInput = $true
    $start.UseShellExecute = $false
    $process = [System.Diagnostics.Process]::Start($start)
    $url = $null
    while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
        if ($line -match '^Node:\s+(\S+)') { $url = $Matches[1] }
        if ($line -match '^Ctrl\+C') { break }
    }
    if (-not $url) { throw 'The sandbox did not start. Build first: dotnet build' }
    [pscustomobject] @{
        Process = $process
        Url     = $url
        Server  = ([uri] $url).Authority
        Admin   = New-TestCredential admin password
        Store   = New-TestCredential root password
    }
}

function Stop-TestNode {
    param($Node)

    if (-not $Node -or $Node.Process.HasExited) { return }
    # dotnet run has the node as its child; on Windows PowerShell a process cannot take its children along.
    if ($Node.Process.GetType().GetMethod('Kill', [type[]] @([bool]))) { $Node.Process.Kill($true) } else { & taskkill.exe /T /F /PID $Node.Process.Id | Out-Null }
    [void] $Node.Process.WaitForExit(10000)
}

# A script in a process of its own; its output, its errors and its exit code.
function Invoke-InProcess {
    param([string] $File, [string[]] $Argument = @(), [hashtable] $Environment = @{}, [string] $WorkingDirectory = $script:Repository, [string] $Module = (Split-Path $script:StagedModule))

    $shell = Get-ThisShell
    $start = New-Object System.Diagnostics.ProcessStartInfo $shell.Program
    $start.Arguments = ($shell.Arguments + @('-NoProfile', '-NonInteractive', '-File', $File) + $Argument | ForEach-Object { "`"$_`"" }) -join ' '
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.RedirectStandardInput = $true
    $start.WorkingDirectory = $WorkingDirectory
    foreach ($name in $Environment.Keys) { $start.EnvironmentVariables[$name] = $Environment[$name] }
    # Where the runbooks find the module.
    $start.EnvironmentVariables['PSModulePath'] = $Module + [System.IO.Path]::PathSeparator + $env:PSModulePath
    $process = [System.Diagnostics.Process]::Start($start)
    # Nobody is there to answer.
    $process.StandardInput.Close()
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEndAsync()
    if (-not $process.WaitForExit(120000)) { $process.Kill(); throw "$File did not end." }
    $process.WaitForExit()
    # Without the colours that tables have.
    [pscustomobject] @{ ExitCode = $process.ExitCode; Output = $output.Result -replace '\x1b\[[\d;]*m'; Errors = $errors.Result -replace '\x1b\[[\d;]*m' }
}
