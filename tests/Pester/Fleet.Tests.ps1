# Many nodes and many machines: the monitor's line, the weekly page, and proof on workers over ssh.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sandbox.ps1')
    Import-Module $StagedModule
    $node = Start-TestNode
    $runbooks = [System.IO.Path]::Combine($Repository, 'docs', 'runbooks')
    $variables = @{ ZSTACK_SERVER = $node.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password' }
    [void] (Connect-ZStack $node.Url -Credential $node.Admin)
    $vault = Join-Path $TestDrive 'vault'
    [void] (New-Item -ItemType Directory $vault)
    $records = @(Get-ZStackDatabaseBackupRecord | Where-Object { $_.Version -eq '5.2.1' -and $_.Status -eq 'Ready' -and $_.BackupStorageUuids.Count -eq 1 } | Select-Object -First 7)
    [void] ($records | Save-ZStackDatabaseBackup -Path $vault)

    function Invoke-Check([hashtable] $More = @{}, [string[]] $Argument = @()) {
        $environment = $variables.Clone()
        foreach ($key in $More.Keys) { $environment[$key] = $More[$key] }
        Invoke-InProcess (Join-Path $runbooks 'check-backup.ps1') $Argument -Environment $environment
    }
}

AfterAll {
    Get-ZStackSession | Disconnect-ZStack -ErrorAction SilentlyContinue
    Stop-TestNode $node
}

Describe 'check-backup.ps1' {
    It 'says <Word> with exit code <Code>' -ForEach @(
        @{ Word = 'WARNING'; Code = 1; More = @{}; Argument = @() }
        @{ Word = 'CRITICAL'; Code = 2; More = @{}; Argument = @('-MaximumAgeHours', '0.0001') }
        @{ Word = 'CRITICAL'; Code = 2; More = @{ ZSTACK_SERVER = '127.0.0.1:1' }; Argument = @() }
        @{ Word = 'UNKNOWN'; Code = 3; More = @{ ZSTACK_PASSWORD = 'wrong' }; Argument = @() }
        @{ Word = 'UNKNOWN'; Code = 3; More = @{ ZSTACK_SERVER = '' }; Argument = @() }
    ) {
        # A busy machine takes longer than a monitor waits.
        $run = Invoke-Check $More ($Argument + '-TimeoutSec', '90')
        $run.ExitCode | Should -Be $Code -Because ($run.Output + $run.Errors)
        @($run.Output.Trim() -split "`n").Count | Should -Be 1
        $run.Output | Should -Match "^ZSTACK BACKUP $Word - "
        if ($Code -in 1 -and -not $More.Count) { $run.Output | Should -Match ' \| age=\d+s;;93600;0 copies=\d+;2:;;0 size=\d+B;;;0 free=\d+B;;;0' }
    }

    It 'is OK where all is well, and says 0' {
        # A node without faults, made of the one there is: the check of the command is replaced, its line is not.
        $module = [System.IO.Path]::Combine($TestDrive, 'well', 'ZStack.Backup')
        [void] (New-Item -ItemType Directory $module -Force)
        'function Get-ZStackBackupHealth { [pscustomobject] @{ Server = "10.0.0.10"; Status = "Healthy"; Findings = @(); NotKnown = @(); NewestAge = [timespan] "03:00:00"; ProvenAge = [timespan] "1.00:00:00"; Copies = 2; Bytes = 5; FreeBytes = 7 } }; function Connect-ZStack { "s" }; function Disconnect-ZStack { }' | Set-Content (Join-Path $module 'ZStack.Backup.psm1')
        $run = Invoke-InProcess (Join-Path $runbooks 'check-backup.ps1') -Environment $variables -Module (Split-Path $module)
        $run.Output.Trim() | Should -Be 'ZSTACK BACKUP OK - 10.0.0.10: the newest backup is 3 h old | age=10800s;;93600;0 proven=86400s;691200;;0 copies=2;2:;;0 size=5B;;;0 free=7B;;;0'
        $run.ExitCode | Should -Be 0
    }

    It 'ends soon when the node says nothing' {
        $silent = New-Object System.Net.Sockets.TcpListener ([ipaddress]::Loopback), 0
        $silent.Start(10)
        try {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $run = Invoke-Check @{ ZSTACK_SERVER = "127.0.0.1:$($silent.LocalEndpoint.Port)" } '-TimeoutSec', '4'
            $run.ExitCode | Should -BeIn 2, 3 -Because $run.Output
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        }
        finally { $silent.Stop() }
    }
}

Describe 'The time-out of check-backup.ps1' {
    It 'is 10 s, whatever the check waits for' {
        $module = [System.IO.Path]::Combine($TestDrive, 'endless', 'ZStack.Backup')
        [void] (New-Item -ItemType Directory $module -Force)
        'function Get-ZStackBackupHealth { [System.Threading.Thread]::Sleep(110000) }' | Set-Content (Join-Path $module 'ZStack.Backup.psm1')
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $run = Invoke-InProcess (Join-Path $runbooks 'check-backup.ps1') -Environment $variables -Module (Split-Path $module)
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 10
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 90
        $run.Output.Trim() | Should -Be "ZSTACK BACKUP UNKNOWN - $($node.Url) did not say enough within 10 s."
        $run.ExitCode | Should -Be 3
    }
}

Describe 'weekly-report.ps1' {
    BeforeAll {
        $list = Join-Path $TestDrive 'nodes.csv'
        @([pscustomobject] @{ Server = $node.Url; SecretName = '' }, [pscustomobject] @{ Server = '127.0.0.1:1'; SecretName = '' }) | Export-Csv $list -NoTypeInformation
        $page = Join-Path $TestDrive 'page.html'
    }

    It 'writes and mails a page with every node, dead ones too' {
        $mails = Join-Path $TestDrive 'mails'
        [void] (New-Item -ItemType Directory $mails)
        $run = Invoke-InProcess (Join-Path $runbooks 'weekly-report.ps1') '-Nodes', $list, '-OutFile', $page, '-To', 'team@example.com', '-From', 'backup@example.com', '-MailFolder', $mails -Environment $variables
        $run.ExitCode | Should -Be 2 -Because ($run.Output + $run.Errors)
        $run.Output | Should -Match '2 nodes, 2 need somebody'
        [System.IO.File]::ReadAllText($page) | Should -Match '<h1>2 of 2 clouds need you</h1>'
        $mail = [System.IO.File]::ReadAllText((Get-ChildItem $mails -Filter *.eml).FullName)
        $mail | Should -Match 'Content-Type: text/html; charset=utf-8'
        $mail | Should -Match 'To: team@example.com'
    }

    It 'ends with <Code> when <Name>' -ForEach @(
        @{ Name = 'there is no list'; Code = 1; Argument = @('-Nodes', 'no-such.csv') }
        @{ Name = 'nobody says where the mail goes out'; Code = 1; Argument = @('-To', 'a@example.com') }
        @{ Name = 'the page cannot be written'; Code = 4; Argument = @('-OutFile', '/no/such/folder/page.html') }
        @{ Name = 'the mail cannot be sent'; Code = 4; Argument = @('-To', 'a@example.com', '-From', 'b@example.com', '-SmtpServer', '127.0.0.1', '-SmtpPort', '1') }
    ) {
        $given = @(if ($Argument -notcontains '-Nodes') { '-Nodes', $list }) + @(if ($Argument -notcontains '-OutFile') { '-OutFile', $page }) + $Argument
        $run = Invoke-InProcess (Join-Path $runbooks 'weekly-report.ps1') $given -Environment $variables
        $run.ExitCode | Should -Be $Code -Because ($run.Output + $run.Errors)
        $run.Output | Should -Match "FAILED \($Code\)"
    }

    It 'ends with <Code> when all nodes are <Status>' -ForEach @(@{ Status = 'Healthy'; Code = 0 }, @{ Status = 'Unknown'; Code = 3 }) {
        $module = [System.IO.Path]::Combine($TestDrive, $Status, 'ZStack.Backup')
        [void] (New-Item -ItemType Directory $module -Force)
        "function Get-ZStackBackupHealth { param([Parameter(ValueFromPipeline)] `$Server, `$Session) process { [pscustomobject] @{ Server = `$Server; Status = '$Status' } } }; function Connect-ZStack { 's' }; function Disconnect-ZStack { }; function Export-ZStackBackupReport { param(`$Path, `$Format, `$Culture, [switch] `$PassThru) Set-Content `$Path x; Get-Item `$Path }" | Set-Content (Join-Path $module 'ZStack.Backup.psm1')
        $run = Invoke-InProcess (Join-Path $runbooks 'weekly-report.ps1') '-Nodes', $list, '-OutFile', $page -Environment $variables -Module (Split-Path $module)
        $run.ExitCode | Should -Be $Code -Because ($run.Output + $run.Errors)
    }
}

# Windows PowerShell has no remoting over ssh.
Describe 'prove-on-workers.ps1' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    BeforeAll {
        $ssh = Join-Path $TestDrive 'ssh'
        $pids = Join-Path $ssh 'pids'
        [void] (New-Item -ItemType Directory $pids)
        & ssh-keygen -q -t ed25519 -N '' -f "$ssh/host"
        & ssh-keygen -q -t ed25519 -N '' -f "$ssh/key"
        $listener = New-Object System.Net.Sockets.TcpListener ([ipaddress]::Loopback), 0
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        # Each worker leaves the number of its process, so that a test can take one away.
        $shell = Get-ThisShell
        $words = (@($shell.Program) + $shell.Arguments + '-sshs', '-NoLogo', '-NoProfile' | ForEach-Object { "'$_'" }) -join ' '
        $path = "$env:PATH`:/usr/sbin"
        [System.IO.File]::WriteAllText("$ssh/worker", "#!/bin/sh`nexport PATH='$path' DOTNET_ROOT='$env:DOTNET_ROOT' TMPDIR='$([System.IO.Path]::GetTempPath().TrimEnd('/'))'`n: > '$pids/'`$`$`nexec $words`n")
        & chmod 700 "$ssh/worker"
        [System.IO.File]::WriteAllText("$ssh/config", "Port $port`nListenAddress 0.0.0.0`nHostKey $ssh/host`nPidFile none`nAuthorizedKeysFile $ssh/key.pub`nStrictModes no`nUsePAM no`nPasswordAuthentication no`nPermitRootLogin yes`nSubsystem powershell $ssh/worker`n")
        if (-not (Test-Path /run/sshd) -and (& id -u) -eq '0') { [void] (New-Item -ItemType Directory /run/sshd) }
        $program = @('/usr/sbin/sshd', '/usr/local/sbin/sshd' | Where-Object { Test-Path $_ })
        if (-not $program) { throw 'sshd is missing: .ci/run installs it (package openssh-server).' }
        $server = [System.Diagnostics.Process]::Start($program[0], "-D -e -f $ssh/config")
        $options = "@{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '$ssh/known' }"

        # Through a file: a hash table is no word of a command line.
        function Start-Prove([string] $Folder, [string] $More = '', [string] $Names = "'127.0.0.1', '127.0.0.2', '127.0.0.3'") {
            $script = Join-Path $TestDrive "prove-$([guid]::NewGuid().ToString('N')).ps1"
            "& '$runbooks/prove-on-workers.ps1' -HostName $Names -Path '$Folder' -Port $port -KeyFilePath '$ssh/key' -SshOption $options -ModulePath '$StagedModule' $More; exit `$LASTEXITCODE" | Set-Content $script
            $script
        }

        function Get-Proof([string] $Folder) {
            foreach ($file in Get-ChildItem $Folder -Filter *.gz) {
                $lines = if (Test-Path "$($file.FullName).proof.jsonl") { @(Get-Content "$($file.FullName).proof.jsonl" | ConvertFrom-Json | Where-Object { $_.level -eq 'Restore' -and $_.outcome -eq 'Passed' }) } else { @() }
                [pscustomobject] @{ Name = $file.Name; Count = $lines.Count; Host = $lines.host }
            }
        }
    }

    AfterAll {
        if ($server -and -not $server.HasExited) { $server.Kill($true) }
    }

    It 'proves every file exactly once although a worker is killed in the middle' {
        $script = Start-Prove $vault
        $before = @(Get-ChildItem $pids).Name
        $job = Start-ThreadJob { param($sandbox, $script) . $sandbox; Invoke-InProcess $script } -ArgumentList (Join-Path $PSScriptRoot 'Sandbox.ps1'), $script
        $end = [datetime]::Now.AddSeconds(90)
        # When the first has its proof, the others are in the middle of theirs.
        while (-not (Get-ChildItem $vault -Filter *.proof.jsonl) -and [datetime]::Now -lt $end) { Start-Sleep -Milliseconds 50 }
        $victim = [int] @((Get-ChildItem $pids | Where-Object Name -NotIn $before).Name)[0]
        Stop-Process -Id $victim -Force
        $run = Receive-Job $job -Wait
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Errors)
        $run.Output | Should -Match "$($records.Count) of $($records.Count) proven, 0 failed, 0 not tested"
        $proofs = @(Get-Proof $vault)
        $proofs.Count | Should -Be $records.Count
        foreach ($proof in $proofs) {
            $proof.Count | Should -Be 1 -Because "$($proof.Name) $($run.Output)"
            $proof.Host | Should -Be ([System.Environment]::MachineName)
        }
        foreach ($saved in Get-ZStackSavedBackup $vault) { "$($saved.Evidence)" | Should -Be Intact }
    }

    It 'leaves what is proven alone' {
        $run = Invoke-InProcess (Start-Prove $vault)
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Errors)
        $run.Output | Should -Match '0 of 0 proven'
        foreach ($proof in Get-Proof $vault) { $proof.Count | Should -Be 1 }
    }

    It 'copies, brings the evidence home and leaves nothing there; what fails is said' {
        $away = Join-Path $TestDrive 'copied'
        [void] (New-Item -ItemType Directory $away)
        [void] ($records[0..1] | Save-ZStackDatabaseBackup -Path $away)
        $good = (Get-ChildItem $away -Filter *.gz)[0]
        $bad = (Get-ChildItem $away -Filter *.gz)[1]
        # The same length, and other bytes.
        $bytes = [System.IO.File]::ReadAllBytes($bad.FullName)
        $bytes[$bytes.Length / 2] = $bytes[$bytes.Length / 2] -bxor 1
        [System.IO.File]::WriteAllBytes($bad.FullName, $bytes)
        $run = Invoke-InProcess (Start-Prove $away '-Copy')
        $run.ExitCode | Should -Be 2 -Because ($run.Output + $run.Errors)
        $run.Output | Should -Match '1 of 2 proven, 1 failed'
        (Get-ZStackSavedBackup $good.FullName).ProvenAt | Should -Not -BeNullOrEmpty
        "$((Get-ZStackSavedBackup $good.FullName).Evidence)" | Should -Be Intact
        @(Get-ChildItem ([System.IO.Path]::GetTempPath()) -Filter 'prove-*').Count | Should -Be 0
    }

    It 'ends with 1 when no worker can be reached, and without a backup' {
        $away = Join-Path $TestDrive 'unreached'
        [void] (New-Item -ItemType Directory $away)
        (Invoke-InProcess (Start-Prove $away)).ExitCode | Should -Be 1
        [void] ($records[0] | Save-ZStackDatabaseBackup -Path $away)
        $run = Invoke-InProcess (Start-Prove $away '-UserName nobody-here -ThrottleLimit 1' "'127.0.0.1'")
        $run.ExitCode | Should -Be 1 -Because ($run.Output + $run.Errors)
    }

    It 'ends with 3 when the last worker dies' {
        $away = Join-Path $TestDrive 'alone'
        [void] (New-Item -ItemType Directory $away)
        [void] ($records[0..1] | Save-ZStackDatabaseBackup -Path $away)
        $before = @(Get-ChildItem $pids).Name
        $job = Start-ThreadJob { param($sandbox, $script) . $sandbox; Invoke-InProcess $script } -ArgumentList (Join-Path $PSScriptRoot 'Sandbox.ps1'), (Start-Prove $away '' "'127.0.0.1'")
        $end = [datetime]::Now.AddSeconds(60)
        while (-not (Get-ChildItem $pids | Where-Object Name -NotIn $before) -and [datetime]::Now -lt $end) { Start-Sleep -Milliseconds 50 }
        Start-Sleep -Milliseconds 500
        Stop-Process -Id ([int] @((Get-ChildItem $pids | Where-Object Name -NotIn $before).Name)[0]) -Force
        $run = Receive-Job $job -Wait
        $run.ExitCode | Should -BeIn 1, 3 -Because ($run.Output + $run.Errors)
    }

    It 'health of a jump host goes into a report' {
        $session = New-PSSession -HostName 127.0.0.1 -Port $port -KeyFilePath "$ssh/key" -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = "$ssh/known" }
        try {
            $health = Invoke-Command -Session $session { param($module, $server, $login, $vault) Import-Module $module; [void] (Connect-ZStack $server -Credential $login); Get-ZStackBackupHealth -VaultPath $vault } -ArgumentList $StagedModule, $node.Url, $node.Admin, $vault
            $health | Export-ZStackBackupReport (Join-Path $TestDrive 'jump.json')
        }
        finally { Remove-PSSession $session }
        $read = (Get-Content (Join-Path $TestDrive 'jump.json') -Raw | ConvertFrom-Json).nodes
        $read.server | Should -Be $node.Server
        $read.findings.Count | Should -BeGreaterThan 0
        foreach ($finding in $read.findings) { $finding.fix | Should -Match 'ZStack' }
        $read.days.Count | Should -Be 90
        @($read.days.state | Where-Object { $_ -eq 'Proven' }).Count | Should -BeGreaterThan 0
        $read.newest | Should -Not -BeNullOrEmpty
    }
}
