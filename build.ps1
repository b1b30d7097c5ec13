#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, documents, analyses, packages and installs ZStack.Backup for people with PowerShell.
.DESCRIPTION
    All need the .NET SDK. Test runs the Pester tests in the shell that runs this, with the Pester that the build restores;
    all tests of the repository run with: dotnet test. Only Docs needs Microsoft.PowerShell.PlatyPS 1.0 or newer, Analyze
    PSScriptAnalyzer, Package Microsoft.PowerShell.PSResourceGet 1.1 or newer (PowerShell has it). A tool that is missing
    is an error, never a success.
.EXAMPLE
    ./build.ps1 -Task Build, Test
.EXAMPLE
    ./build.ps1 -Task Package -ProjectUri https://example.com/zstack-backup
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Analyze', 'Package', 'Install', 'Bench')]
    [string[]] $Task = 'Build',

    # The home of the project, for the fields of the package that a gallery links to.
    [uri] $ProjectUri,

    # The Pester to test with; the newest unless given.
    [version] $PesterVersion
)

$ErrorActionPreference = 'Stop'
$moduleName = 'ZStack.Backup'
$staged = [System.IO.Path]::Combine($PSScriptRoot, 'out', $moduleName)
. ([System.IO.Path]::Combine($PSScriptRoot, 'tests', 'Pester', 'ThisShell.ps1'))

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with $LASTEXITCODE." }
}

# A tool that is not there is an error with the way to get it.
function Import-Tool {
    param([string] $Name, [version] $Minimum, [version] $Exactly)

    $found = Get-Module -ListAvailable $Name | Where-Object { $_.Version -ge $Minimum -and (-not $Exactly -or $_.Version -eq $Exactly) }
    if (-not $found) { throw "$Name $Minimum or newer is needed. Install it with: Install-PSResource $Name" }
    Import-Module ($found | Sort-Object Version -Descending | Select-Object -First 1).Path
}

# A folder of its own, which the caller removes.
function New-TemporaryFolder {
    $path = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
    (New-Item -ItemType Directory -Path $path).FullName
}

# In a process of its own: this one may hold the module, or another Pester, already.
function Invoke-PesterTest {
    param([version] $PesterVersion)

    $arguments = @('-NoProfile', '-File', [System.IO.Path]::Combine($PSScriptRoot, 'tests', 'Pester', 'Invoke-Tests.ps1'))
    if ($PesterVersion) { $arguments += @('-PesterVersion', $PesterVersion) }
    $shell = Get-ThisShell
    & $shell.Program $shell.Arguments $arguments
    if ($LASTEXITCODE -ne 0) { throw 'The Pester tests failed.' }
}

# Prose of a page as a console shows it.
function ConvertTo-ConsoleText {
    param([string] $Text)

    $Text -replace '(?m)^#+ ' -replace '(?s)\*\*(.+?)\*\*', '$1' -replace '`([^`]+)`', '$1' -replace '\[([^\]]+)\]\([^)\s]+\)', '$1'
}

# An example as Get-Help shows it: the prose, then the blocks of code and output as they are, without fences.
function Convert-HelpExample {
    param([System.Xml.XmlElement] $Example, [System.Xml.XmlNamespaceManager] $Names)

    $introduction = $Example.SelectSingleNode('maml:introduction', $Names)
    $paragraphs = @($introduction.SelectNodes('maml:para', $Names) | ForEach-Object { $_.InnerText } | Where-Object { $_ -ne [string] [char] 0x80 })
    $text = $paragraphs -join "`n`n" -replace "`r"
    $fence = '(?sm)^```[^\n]*\n(.*?)\n?```$'
    $blocks = @([regex]::Matches($text, $fence) | ForEach-Object { $_.Groups[1].Value })
    $introduction.RemoveAll()
    foreach ($prose in [regex]::Replace($text, $fence, '') -split '\n\s*\n' | Where-Object { $_.Trim() }) {
        $paragraph = $introduction.OwnerDocument.CreateElement('maml', 'para', $introduction.NamespaceURI)
        $paragraph.InnerText = ConvertTo-ConsoleText $prose.Trim()
        [void] $introduction.AppendChild($paragraph)
    }
    $Example.SelectSingleNode('dev:code', $Names).InnerText = $blocks -join "`n`n"
}

# MAML for the console: no Markdown, and no links that lead nowhere. There is no page on the net, so -Online says that there is none.
function Convert-HelpFile {
    param([string] $Path, [string] $Destination)

    $document = New-Object System.Xml.XmlDocument
    $document.PreserveWhitespace = $true
    $document.Load($Path)
    $names = New-Object System.Xml.XmlNamespaceManager $document.NameTable
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    foreach ($example in @($document.SelectNodes('//command:example', $names))) { Convert-HelpExample $example $names }
    foreach ($paragraph in @($document.SelectNodes('//maml:para[not(ancestor::command:example)]', $names))) {
        $text = $paragraph.InnerText
        # What PlatyPS puts between paragraphs is a control character.
        $paragraph.InnerText = if ($text -eq [string] [char] 0x80) { '' } else { ConvertTo-ConsoleText $text }
    }
    foreach ($link in @($document.SelectNodes('//maml:navigationLink', $names))) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        if ($uri -and $uri.InnerText -match '^https?://') { continue }
        if ($uri -and -not $uri.InnerText) { [void] $link.ParentNode.RemoveChild($link) } elseif ($uri) { $uri.InnerText = '' }
    }
    $settings = New-Object System.Xml.XmlWriterSettings
    $settings.Encoding = New-Object System.Text.UTF8Encoding $false
    $settings.NewLineHandling = 'None'
    $writer = [System.Xml.XmlWriter]::Create($Destination, $settings)
    try { $document.Save($writer) } finally { $writer.Dispose() }
}

# The pages are the source; what Get-Help reads is made of them.
function Update-HelpFile {
    Import-Tool Microsoft.PowerShell.PlatyPS 1.0.0
    $made = 0
    foreach ($culture in 'en-US', 'zh-CN') {
        $folder = [System.IO.Path]::Combine($PSScriptRoot, 'docs', $culture)
        $pages = @(Get-ChildItem ([System.IO.Path]::Combine($folder, '*-*.md')) -ErrorAction Ignore)
        if (-not $pages) {
            Write-Warning "There are no pages for $culture."
            continue
        }
        $temporary = New-TemporaryFolder
        try {
            $pages.FullName | Import-MarkdownCommandHelp | Export-MamlCommandHelp -OutputFolder $temporary -Force | Out-Null
            $maml = Get-ChildItem $temporary -Recurse -Filter *.xml
            if (@($maml).Count -ne 1) { throw "One help file was expected for $culture, and there are $(@($maml).Count)." }
            Convert-HelpFile $maml.FullName (Join-Path $folder "$moduleName.dll-Help.xml")
            $made++
        }
        finally {
            Remove-Item $temporary -Recurse
        }
    }
    if ($made -eq 0) { throw 'No help was made.' }
}

# Script analyzers cannot see C#: the rules for cmdlets are held by tests/Module.Tests/Rules/GuidelineTests.cs.
function Test-Script {
    Import-Tool PSScriptAnalyzer 1.22.0
    $settings = [System.IO.Path]::Combine($PSScriptRoot, 'tests', 'PSScriptAnalyzerSettings.psd1')
    if (-not (Test-Path $settings)) { throw "The settings are missing: $settings" }
    # The manifest as it is staged, beside the files that it names.
    $scripts = @('build.ps1', [System.IO.Path]::Combine('out', $moduleName, "$moduleName.psd1"), [System.IO.Path]::Combine('docs', 'runbooks'), [System.IO.Path]::Combine('tests', 'Pester'))
    $found = @($scripts | ForEach-Object { Invoke-ScriptAnalyzer -Path (Join-Path $PSScriptRoot $_) -Settings $settings -Recurse })
    $found | Format-Table Severity, RuleName, ScriptName, Line, Message -Wrap | Out-Host
    if ($found) { throw "$($found.Count) findings." }
}

# The staged module with what only a package has: license, changes, icon, and the links.
function New-PackageFolder {
    param([string] $Parent, [uri] $ProjectUri)

    $folder = Join-Path $Parent $moduleName
    Copy-Item $staged $folder -Recurse
    Copy-Item (Join-Path $PSScriptRoot 'LICENSE'), (Join-Path $PSScriptRoot 'CHANGELOG.md'), ([System.IO.Path]::Combine($PSScriptRoot, 'docs', 'icon.png')) $folder
    if ($ProjectUri) {
        $manifest = Join-Path $folder "$moduleName.psd1"
        $projectHome = $ProjectUri.AbsoluteUri.TrimEnd('/')
        $links = "ProjectUri   = '$projectHome'`r`n            IconUri      = '$projectHome/raw/HEAD/docs/icon.png'`r`n            LicenseUri"
        $text = [System.IO.File]::ReadAllText($manifest) -replace '\bLicenseUri', $links
        [System.IO.File]::WriteAllText($manifest, $text)
    }
    else {
        Write-Warning 'Without -ProjectUri the package links to no project and no icon.'
    }
    $folder
}

# NuGet's own icon: a file in the package, which needs no home on the web.
function Add-Icon {
    param([System.IO.Compression.ZipArchive] $Package)

    $entry = $Package.Entries | Where-Object Name -EQ "$moduleName.nuspec"
    $reader = New-Object System.IO.StreamReader $entry.Open()
    try { $nuspec = [xml] $reader.ReadToEnd() } finally { $reader.Dispose() }
    $metadata = $nuspec.package.metadata
    $icon = $nuspec.CreateElement('icon', $metadata.NamespaceURI)
    $icon.InnerText = 'icon.png'
    [void] $metadata.AppendChild($icon)
    $name = $entry.FullName
    $entry.Delete()
    $stream = $Package.CreateEntry($name).Open()
    try { $nuspec.Save($stream) } finally { $stream.Dispose() }
    $metadata
}

# What a gallery would refuse, or show as an empty field.
function Assert-Package {
    param($Metadata, [string] $Folder)

    foreach ($field in 'id', 'version', 'authors', 'description', 'tags', 'releaseNotes', 'licenseUrl', 'icon') {
        if (-not "$($Metadata.$field)".Trim()) { throw "The package has no $field." }
    }
    foreach ($tag in 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS') {
        if ($Metadata.tags -split ' ' -notcontains $tag) { throw "The package has no tag $tag." }
    }
    $manifest = Import-PowerShellDataFile (Join-Path $Folder "$moduleName.psd1")
    if ($manifest.HelpInfoUri) { throw 'The manifest has a HelpInfoUri, and there is no help to update.' }
    foreach ($exports in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
        if ($null -eq $manifest.$exports -or "$($manifest.$exports)" -match '\*') { throw "$exports must be a list." }
    }
    [void] (Test-ModuleManifest (Join-Path $Folder "$moduleName.psd1"))
}

# Made, opened again, and used from an empty folder by a fresh process.
function New-Package {
    param([uri] $ProjectUri)

    Import-Tool Microsoft.PowerShell.PSResourceGet 1.1.0
    Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem
    $temporary = New-TemporaryFolder
    try {
        $folder = New-PackageFolder $temporary $ProjectUri
        Compress-PSResource -Path $folder -DestinationPath $temporary
        $package = (Get-ChildItem $temporary -Filter *.nupkg).FullName
        $archive = [System.IO.Compression.ZipFile]::Open($package, 'Update')
        try { $metadata = Add-Icon $archive } finally { $archive.Dispose() }
        $opened = [System.IO.Path]::Combine($temporary, 'opened', $moduleName)
        [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $opened)
        Assert-Package $metadata $opened
        $shell = Get-ThisShell
        & $shell.Program $shell.Arguments -NoProfile -File ([System.IO.Path]::Combine($PSScriptRoot, 'tests', 'Pester', 'Use-Package.ps1')) -Path $opened
        if ($LASTEXITCODE -ne 0) { throw 'The package cannot be used.' }
        Copy-Item $package (Join-Path $PSScriptRoot 'out') -PassThru
    }
    finally {
        Remove-Item $temporary -Recurse -Force
    }
}

# For the user who runs this; the version decides the folder, as with a gallery.
function Install-Staged {
    $version = (Import-PowerShellDataFile (Join-Path $staged "$moduleName.psd1")).ModuleVersion
    $target = [System.IO.Path]::Combine(($env:PSModulePath -split [System.IO.Path]::PathSeparator)[0], $moduleName, $version)
    if (Test-Path $target) { Remove-Item $target -Recurse -Force }
    [void] (New-Item -ItemType Directory -Path $target -Force)
    Copy-Item (Join-Path $staged '*') $target -Recurse
    Get-Item $target
}

Push-Location $PSScriptRoot
try {
    foreach ($name in $Task) {
        switch ($name) {
            'Build' { Invoke-DotNet build }
            'Test' { Invoke-DotNet build; Invoke-PesterTest $PesterVersion }
            'Docs' { Invoke-DotNet build; Update-HelpFile; Invoke-DotNet build }
            'Analyze' { Invoke-DotNet build src/ZStack.Backup; Test-Script }
            'Package' { Invoke-DotNet build; New-Package $ProjectUri }
            'Install' { Invoke-DotNet build; Install-Staged }
            'Bench' { Invoke-DotNet run -c Release --project tests/Benchmarks }
        }
    }
}
finally {
    Pop-Location
}
