@echo off
rem Cloze's command line for Windows. UNTESTED: nobody has run it yet.
setlocal enabledelayedexpansion
set "HOME_DIR=%~dp0"
set "LIST=%HOME_DIR%benchmarks\target\classpath.txt"
if not exist "%LIST%" (
  echo cloze: building; the first time downloads libraries and sample text, about 300 MB 1>&2
  pushd "%HOME_DIR%"
  call mvn -q -B -Dstyle.color=never package -Dcloze.program -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -Dspotless.check.skip 1>&2
  if errorlevel 1 exit /b 1
  popd
)
set /p CLASS_PATH=<"%LIST%"
if defined CLOZE_CLASSPATH set "CLASS_PATH=%CLASS_PATH%;%CLOZE_CLASSPATH%"
set OPT_OUT_TRACKING=true
set TOKENIZERS_PARALLELISM=false
java %CLOZE_JAVA_OPTIONS% "-Dcloze.home=%HOME_DIR%." -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Dfile.encoding=UTF-8 ^
  -cp "%HOME_DIR%benchmarks\target\classes;%CLASS_PATH%" dev.cloze.trainer.cli.Main %*
exit /b %errorlevel%
