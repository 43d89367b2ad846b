; The Windows setup, for one user and without an administrator. build_installer.py gives VERSION TITLE WORK OUT KILOBYTES
; ICON, and writes put.nsh and take.nsh: what is put into the folder, and the same taken away again file by file.
Unicode true
!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\minqing"
!define KIND "minqing.ledger"

Name "${TITLE}"
Caption "${TITLE} ${VERSION} 安装"
BrandingText "${TITLE} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\minqing"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
ManifestDPIAware true
SetCompressor /SOLID lzma
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE}安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_PAGE_HEADER_TEXT "安装须知"
!define MUI_PAGE_HEADER_SUBTEXT "装之前请看一看：程序做什么，数据放在哪里，卸载会留下什么。"
!define MUI_LICENSEPAGE_TEXT_TOP "往下滚可以看到全部。"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "看完并同意的，按“我接受”继续。"
!define MUI_LICENSEPAGE_BUTTON "我接受(&I)"
!insertmacro MUI_PAGE_LICENSE "${WORK}/notice.txt"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\minqing.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开${TITLE}"
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "只卸载程序。台账文件、备份、打印件和本机设置都留在原处。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; A program that runs keeps its own file open: nothing is changed under it.
!macro AskToClose un
Function ${un}AskToClose
  again:
    IfFileExists "$INSTDIR\minqing.exe" 0 free
    ClearErrors
    FileOpen $0 "$INSTDIR\minqing.exe" a
    IfErrors 0 close
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE}正开着。请先保存并关闭，再按“重试”。" /SD IDCANCEL IDRETRY again
    Abort
  close:
    FileClose $0
  free:
FunctionEnd
!macroend
!insertmacro AskToClose ""
!insertmacro AskToClose "un."

Function .onInit
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "${TITLE}要在 64 位的 Windows 10 或更新的系统上使用，没有安装。" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

Section "-program"
  Call AskToClose
  ; The files of an older version go first, by its own list; ledgers are not on it.
  IfFileExists "$INSTDIR\uninstall.exe" 0 +2
    ExecWait '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
  SetOutPath "$INSTDIR"
  !include "${WORK}/put.nsh"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\minqing.exe" "open" "$INSTDIR\minqing.exe" 0
  WriteRegStr HKCU "Software\Classes\.minqing" "" "${KIND}"
  WriteRegStr HKCU "Software\Classes\${KIND}" "" "${TITLE}"
  WriteRegStr HKCU "Software\Classes\${KIND}\DefaultIcon" "" "$INSTDIR\minqing.exe,0"
  WriteRegStr HKCU "Software\Classes\${KIND}\shell\open\command" "" '"$INSTDIR\minqing.exe" open "%1"'
  WriteRegStr HKCU "${KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\minqing.exe,0"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  Call un.AskToClose
  SetOutPath "$TEMP"
  !include "${WORK}/take.nsh"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  ReadRegStr $0 HKCU "Software\Classes\.minqing" ""
  StrCmp $0 "${KIND}" 0 +2
    DeleteRegValue HKCU "Software\Classes\.minqing" ""
  DeleteRegKey /ifempty HKCU "Software\Classes\.minqing"
  DeleteRegKey HKCU "Software\Classes\${KIND}"
  DeleteRegKey HKCU "${KEY}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
