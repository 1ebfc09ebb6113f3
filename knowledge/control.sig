; Control protocols over TCP and the interfaces that devices serve over HTTP. Only what a device answers
; is evidence of its software: a recorder or a PC with the maker's tool asks in the same words.

[dvrip-realm]
kind = dvrip.realm
pattern = ^Login to .
class = control
grade = F2 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = login realm 'Login to …' on the older private control port of Dahua's firmware
source = mcw0/DahuaConsole net.py
match = Login to 1A2B3C4PAA00003
no_match = Login

[dvrip-answers]
kind = dvrip.message
pattern = ^(login|information|call) answered$
class = control
grade = F3 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = answers on the older private control protocol of Dahua's firmware
source = mcw0/DahuaConsole net.py and arthar360/TaniDVR src/hlprotocol.c; no imitation seen
match = login answered
match2 = information answered
no_match = login asked
no_match2 = call asked

[dvrip-media]
kind = dvrip.message
pattern = ^media sent$
class = media
grade = F3 S2
makers = dahua
votes = camera +1.5, recorder +1.5, other -2.0
says = sends video in Dahua's own frames on the older private control port
source = arthar360/TaniDVR src/hlprotocol.c; FFmpeg libavformat/dhav.c
match = media sent
no_match = media

[netip-answers]
kind = netip.message
pattern = ^(login|system information|configuration|search) answered$
class = control
grade = F3 S2
makers = xiongmai
votes = camera +1.0, recorder +1.0, other -1.5
says = answers on NetIP, the private control protocol of Xiongmai's firmware
source = OpenIPC/python-dvr and AlexxIT/go2rtc pkg/dvrip; no imitation seen
match = login answered
match2 = search answered
no_match = login asked
no_match2 = keep-alive answered

[netip-media]
kind = netip.message
pattern = ^media sent$
class = media
grade = F3 S2
makers = xiongmai
votes = camera +1.5, recorder +1.5, other -2.0
says = sends video on the private control port of Xiongmai's firmware
source = OpenIPC/python-dvr dvrip.py; KostasEreksonas/DVRIP_analysis
match = media sent
no_match = media

[netip-device-type]
kind = netip.field
pattern = ^DeviceType =
class = control
grade = F2 S2
makers = xiongmai
says = login answered with the key 'DeviceType ', whose blank at the end is Xiongmai's own
source = OpenIPC/python-dvr dvrip.py; recorded reply in the Besder-6024PB-XMA501 repository
match = DeviceType =IPC
no_match = DeviceType=IPC

[netip-camera]
kind = netip.field
pattern = ^DeviceType ?=IPC$
class = control
grade = F1 S2
votes = camera +2.0, recorder -1.0
says = says at the login that it is a camera
source = recorded reply in the Besder-6024PB-XMA501 repository
match = DeviceType =IPC
no_match = DeviceType =DVR

[netip-board]
kind = netip.model
pattern = ^XM[0-9]{3}[A-Z]*_
class = control
grade = F2 S2
makers = xiongmai
votes = camera +1.0
says = names a Xiongmai board
source = recorded system information in the Besder-6024PB-XMA501 repository
match = XM530_50X50-WG_8M
no_match = IPC_XM530

[netip-version]
kind = netip.firmware
pattern = ^V[45]\.[0-9]{2}\.R[0-9]{2}\.
class = control
grade = F2 S2
makers = xiongmai
says = firmware version in Xiongmai's form
source = recorded system information in the Besder-6024PB-XMA501 repository
match = V5.00.R02.00030747.10010.349f17.0000000
no_match = V5.00

[bc-answers]
kind = bc.message
pattern = ^(login|version|system|identity) answered$|^media sent$
class = control
grade = F3 S2
makers = reolink
votes = camera +1.5, recorder +1.0, other -2.0
says = answers on the private control protocol of Baichuan's firmware (Reolink)
source = thirtythreeforty/neolink dissector/protocol.md and messages.md; no imitation seen
match = login answered
match2 = media sent
no_match = login asked

[bc-wifi-camera]
kind = bc.field
pattern = ^(type=wifi_solo_ipc|typeInfo=(WIFI_)?IPC)$
class = control
grade = F1 S2
votes = camera +2.5, recorder -1.0
says = says at the login that it is a camera
source = thirtythreeforty/neolink dissector/messages.md
match = type=wifi_solo_ipc
match2 = typeInfo=IPC
no_match = typeInfo=NVR

[bc-board]
kind = bc.field
pattern = ^(hardwareVersion|detail)=IPC_[0-9A-Z]+$
class = control
grade = F2 S2
makers = reolink
votes = camera +1.0
says = names a board in the form of Reolink's cameras
source = thirtythreeforty/neolink dissector/messages.md
match = hardwareVersion=IPC_517SD5
match2 = detail=IPC_51716M110000000100000
no_match = hardwareVersion=1.0

[bc-firmware]
kind = bc.firmware
pattern = ^v[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+_[0-9]{8}
class = control
grade = F2 S2
makers = reolink
says = firmware version in Reolink's form, with the build's date behind it
source = thirtythreeforty/neolink dissector/messages.md
match = v2.0.0.587_19110800
no_match = v2.0.0.587
