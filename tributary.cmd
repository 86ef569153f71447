@echo off
rem Runs Tributary from any folder; builds it first when there is no build or the sources are newer.
setlocal
set "HOME_DIR=%~dp0"
set "JAR=%HOME_DIR%app\target\tributary.jar"

set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo error: no Java found 1>&2
  echo   fix:  install a JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)

if not exist "%JAR%" (
  set "WHY=first use, a minute or two"
  goto build
)
powershell -NoProfile -Command "$jar = (Get-Item -LiteralPath $env:JAR).LastWriteTimeUtc; $sources = @(Get-Item -LiteralPath ($env:HOME_DIR + 'pom.xml'), ($env:HOME_DIR + 'app\pom.xml')) + @(Get-ChildItem -LiteralPath ($env:HOME_DIR + 'app\src\main') -Recurse -File); if ($sources | Where-Object { $_.LastWriteTimeUtc -gt $jar }) { exit 1 }"
if not errorlevel 1 goto run
set "WHY=sources changed"

:build
where mvn >nul 2>&1
if errorlevel 1 (
  echo error: Maven is needed to build Tributary, and no mvn was found 1>&2
  echo   fix:  install Maven 3.8 or newer 1>&2
  exit /b 1
)
echo tributary: building ^(%WHY%^) ... 1>&2
if not exist "%HOME_DIR%app\target" mkdir "%HOME_DIR%app\target"
call mvn -B -q -Dquick -f "%HOME_DIR%pom.xml" package >"%HOME_DIR%app\target\build.log" 2>&1 <nul
if errorlevel 1 (
  echo error: the build failed 1>&2
  echo   fix:  read %HOME_DIR%app\target\build.log 1>&2
  exit /b 1
)
powershell -NoProfile -Command "(Get-Item -LiteralPath $env:JAR).LastWriteTimeUtc = [DateTime]::UtcNow"

:run
"%JAVA%" -XX:+UseSerialGC -Xms64m -Xshare:auto %TRIBUTARY_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
