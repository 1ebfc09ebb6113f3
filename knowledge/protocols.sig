; Private search and control protocols: who answers one runs the software it belongs to, whatever the
; label says. Only answers count: a PC with the maker's tool asks the same questions.

[dvr5050-answers]
kind = dvr5050.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = dahua
votes = camera +1.5, recorder +1.5, other -2.0
says = answers the older search protocol of Dahua's firmware
source = julienblitte/UniversalScanner and mcw0/DahuaConsole; sure
match = search answered
no_match = search asked

[disc7701-answers]
kind = disc7701.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = hanwha
votes = camera +1.5, recorder +1.0, other -2.0
says = answers the search protocol of Hanwha's (formerly Samsung Techwin's) firmware
source = julienblitte/UniversalScanner; one source, with replies of a real unit
match = search answered
no_match = search asked

[disc7701-model]
kind = disc7701.model
pattern = ^([XQPTALHS]N[DPOVEFSKBTLHZ]|TN[A-Z]|SND|SNB|SNP|SNV|SNO|SNF)-[A-Z]{0,2}[0-9]{3,5}
class = label
grade = F0 S1
makers = hanwha
votes = camera +3.0, recorder -1.5
says = model name in the form of Hanwha's cameras
source = reply of a real unit in julienblitte/UniversalScanner; model grammar of the maker's catalogue
match = SND-6083
match2 = XNV-6081Z
no_match = XRN-1610S
no_match2 = DS-2CD2032

[disc7701-model-recorder]
kind = disc7701.model
pattern = ^[XQPSH]R[NDP]-[0-9]{3,4}
class = label
grade = F0 S1
makers = hanwha
votes = recorder +3.0, camera -1.5
says = model name in the form of Hanwha's recorders
source = model grammar of the maker's catalogue
match = XRN-1610S
match2 = SRD-1694
no_match = SND-6083

[moi-answers]
kind = moi.message
pattern = ^search answered$
class = discovery
grade = F3 S3
makers = foscam
votes = camera +2.5, other -2.0
says = answers the search protocol of the early Foscam cameras and of others built on the same firmware
source = jimboca/ISYHelperPolyglot udpping.py, grevaillot/foscam_scan.py, a published finder of Wansview and Foscam cameras, julienblitte/UniversalScanner
match = search answered
no_match = search asked

[moi-firmware-foscam]
kind = moi.firmware
pattern = ^11\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$
class = firmware
grade = F1 S2
makers = foscam
says = firmware number of the shared firmware that begins with 11, Foscam's; other buyers of it have other first numbers
source = published firmware and answers of FI8910W (11.37.2.48 to 59) and another camera (11.35.2.51); IP Camera CGI guide 1.27 (first two numbers vary by product); lancej.blogspot.com 2018: 11 is Foscam, 4 EasyN
match = 11.37.2.49
match2 = 11.35.2.51
no_match = 4.37.2.43
no_match2 = 111.37.2.49
no_match3 = 1.0.0.0

[dh8600-answers]
kind = dh8600.message
pattern = ^search answered$
class = discovery
grade = F3 S3
makers = vstarcam
votes = camera +2.5, other -2.0
says = answers the search protocol of VStarcam's platform, sold under several labels
source = julienblitte/UniversalScanner and OpenIPC/python-dvr
match = search answered
no_match = search asked

[dh8600-serial]
kind = dh8600.serial
pattern = ^(VST[A-F]|QHSV|VE[A-Z0-9]{2})[- ]?[0-9]{6}
class = discovery
grade = F2 S2
makers = vstarcam
says = camera number with a prefix given out to VStarcam
source = magicus/pppp-dissector PPPP.md and DavidVentura/cam-reverse; a published answer of a camera on UDP 8600 (VSTA)
match = VSTD000000ABCDE
match2 = VSTB-000000-ABCDE
no_match = 123456789
no_match2 = OBJ-000000-ABCDE

[dh8600-firmware]
kind = dh8600.firmware
pattern = ^48\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$
class = firmware
grade = F1 S2
makers = vstarcam
says = firmware number of the shared firmware that begins with 48, as VStarcam's updates are numbered
source = published review of a C7824WIP (CH-sys-48.53.64.67 from the maker's update server); published source of the firmware (48.2.64.178 from cd.gocam.so)
match = 48.53.64.67
no_match = 1.0
no_match2 = 148.53.64.67

[dh8600-name-server]
kind = dh8600.field
pattern = ^NameServer=([a-z0-9-]+\.)*gocam\.so$
class = host
grade = F1 S2
makers = vstarcam
says = its name on the Internet is kept by VStarcam's own service
source = published answer of a camera on UDP 8600; update address of the VStarcam edition in published client source, whose neutral edition names ipcam.so
match = NameServer=user2.gocam.so
no_match = NameServer=user.ipcam.so
no_match2 = NameServer=gocam.so.example

[disc34569-answers]
kind = disc34569.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = xiongmai
votes = camera +1.5, recorder +1.5, other -2.0
says = answers the search protocol of Xiongmai's platform, sold under many labels
source = OpenIPC/python-dvr DeviceManager and AlexxIT/go2rtc pkg/dvrip
match = search answered
no_match = search asked

[mhed-answers]
kind = mhed.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = tvt
votes = camera +1.0, recorder +1.0, other -2.0
says = announces itself by the search protocol of TVT's firmware
source = an SDK header of the platform (public mirror) and AlexandruIspas659/ipcprobe PROTOCOL.md
match = search answered
no_match = search asked

[mhed-camera]
kind = mhed.type
pattern = ^IPC$
class = discovery
grade = F3 S2
votes = camera +2.0, recorder -2.0
says = calls itself a camera in TVT's search protocol
source = AlexandruIspas659/ipcprobe PROTOCOL.md
match = IPC
no_match = NVR

[mhed-recorder]
kind = mhed.type
pattern = ^(DVR|NVR)$
class = discovery
grade = F3 S2
votes = recorder +2.0, camera -2.0
says = calls itself a recorder in TVT's search protocol
source = AlexandruIspas659/ipcprobe PROTOCOL.md
match = NVR
match2 = DVR
no_match = IPC

[disc1757-answers]
kind = disc1757.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = bosch
votes = camera +1.0, other -1.5
says = answers the search protocol of Bosch's cameras and encoders
source = julienblitte/UniversalScanner, with a reply of each form; one source
match = search answered
no_match = search asked

[tlv10000-answers]
kind = tlv10000.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = vivotek
votes = camera +1.5, recorder +0.5, other -1.5
says = answers the search protocol of Vivotek's firmware
source = julienblitte/UniversalScanner with a reply, and the reply of an IB9360-H printed in public notes on broadcast discovery
match = search answered
no_match = search asked

[enq2380-answers]
kind = enq2380.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = sony
votes = camera +1.5, other -1.5
says = answers the search protocol of Sony's network cameras
source = julienblitte/UniversalScanner with a reply, and two published clients
match = search answered
no_match = search asked

[enq2380-model]
kind = enq2380.model
pattern = ^SNC-[A-Z0-9]+
class = label
grade = F0 S1
makers = sony
brand = Sony
votes = camera +3.0, recorder -1.5
says = model name in the form of Sony's cameras
source = rapid7/recog http_servers.xml and Ullaakut/cameradar issue 199
match = SNC-EB600
no_match = BRAVIA 4K

[disc10670-answers]
kind = disc10670.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = panasonic, ipro
votes = camera +1.5, recorder +0.5, other -1.5
says = answers the search protocol of Panasonic's and i-PRO's cameras
source = julienblitte/UniversalScanner with a reply, and one published client made from a capture
match = search answered
no_match = search asked

[discover3600-answers]
kind = discover3600.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = 360vision
votes = camera +1.5, other -1.0
says = answers the search protocol of 360 Vision's cameras
source = julienblitte/UniversalScanner, with a reply; one source
match = search answered
no_match = search asked

[nice2007-answers]
kind = nice2007.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = nicevision
votes = camera +0.7, recorder +0.7, other -1.0
says = answers the search protocol of NiceVision's encoders and recorders
source = julienblitte/UniversalScanner, with a reply; one source
match = search answered
no_match = search asked

[disc10001-answers]
kind = disc10001.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = ubiquiti
says = answers the search protocol of Ubiquiti, which its routers and cameras share
source = nmap/nmap scripts/ubiquiti-discovery.nse
match = search answered
no_match = search asked

[disc10001-camera]
kind = disc10001.model
pattern = ^UVC\b
class = label
grade = F1 S1
makers = ubiquiti
votes = camera +3.0, recorder -1.0
says = model name of Ubiquiti's cameras
source = evercam/evercam-discovery-java issue 26, camera in adoption
match = UVC G3
no_match = UAP-AC-Pro

[ddp62976-answers]
kind = ddp62976.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = dlink
says = answers the search protocol of D-Link, which its switches and cameras share
source = julienblitte/UniversalScanner and a published client that goes by the maker's network assistant
match = search answered
no_match = search asked

[ddp62976-camera]
kind = ddp62976.model
pattern = ^DCS-[0-9]{3,4}
class = label
grade = F0 S1
makers = dlink
brand = D-Link
votes = camera +3.5, recorder -1.5
says = model name in the form of D-Link's cameras
source = nmap/nmap service probes, realm and server lines of DCS cameras
match = DCS-935L
no_match = DGS-1100

[disc20002-answers]
kind = disc20002.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = tplink
says = answers the search protocol of TP-Link's cameras, plugs, lamps and hubs
source = python-kasa/python-kasa kasa/discover.py
match = search answered
no_match = search asked

[disc20002-camera]
kind = disc20002.type
pattern = ^SMART\.(IPCAMERA|TAPODOORBELL)$
class = discovery
grade = F2 S1
makers = tplink
votes = camera +4.0, other -3.0
says = calls itself a camera in TP-Link's search protocol
source = python-kasa/python-kasa tests/fixtures/smartcam
match = SMART.IPCAMERA
match2 = SMART.TAPODOORBELL
no_match = SMART.TAPOPLUG

[disc20002-other]
kind = disc20002.type
pattern = ^SMART\.(TAPO|KASA)(PLUG|BULB|SWITCH|HUB|SENSOR)$
class = discovery
grade = F2 S1
makers = tplink
votes = other +4.0, camera -4.0
says = calls itself a plug, lamp, switch or hub in TP-Link's search protocol
source = python-kasa/python-kasa tests/fixtures
match = SMART.TAPOPLUG
match2 = SMART.KASAHUB
match3 = SMART.TAPOHUB
no_match = SMART.IPCAMERA

[json9999-answers]
kind = json9999.message
pattern = ^search answered$
class = discovery
grade = F3 S1
makers = tplink
says = answers the older local protocol of TP-Link's home devices
source = python-kasa/python-kasa tests/fixtures
match = search answered
no_match = search asked

[json9999-camera]
kind = json9999.type
pattern = ^IOT\.IPCAMERA$
class = discovery
grade = F2 S1
makers = tplink
votes = camera +4.0, other -3.0
says = calls itself a camera in TP-Link's older local protocol
source = python-kasa/python-kasa tests/fixtures
match = IOT.IPCAMERA
no_match = IOT.SMARTBULB

[json9999-other]
kind = json9999.type
pattern = ^IOT\.SMART(PLUGSWITCH|BULB|DIMMER)
class = discovery
grade = F2 S1
makers = tplink
votes = other +4.0, camera -4.0
says = calls itself a plug or lamp in TP-Link's older local protocol
source = python-kasa/python-kasa tests/fixtures
match = IOT.SMARTPLUGSWITCH
no_match = IOT.IPCAMERA

[miio-answers]
kind = miio.message
pattern = ^hello answered$
class = discovery
grade = F3 S2
makers = xiaomi
says = answers as a device of Xiaomi's ecosystem, whose makers are many
source = rytilahti/python-miio miio/miioprotocol.py
match = hello answered
no_match = hello asked

[frame55aa-announces]
kind = frame55aa.message
pattern = ^device announced$
class = discovery
grade = F3 S2
makers = tuya
says = announces itself by Tuya's local protocol: Tuya's firmware under any label, camera or not
source = jasonacox/tinytuya and ntop/nDPI
match = device announced
no_match = search asked
no_match2 = announced, not read

[ndt5513-answers]
kind = ndt5513.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = kedacom
votes = camera +1.0, recorder +0.5, other -1.0
says = answers the search protocol of Kedacom's firmware
source = chenshangquan/RK100 mspsearch.h; one source
match = search answered
no_match = search asked

[hds-answers]
kind = hds.message
pattern = ^search answered$
class = discovery
grade = F3 S3
makers = juan, hichip
votes = camera +1.5, recorder +1.0, other -1.5
says = answers the HDS search that Juan's and HiChip's firmware share
source = two published clients of the search
match = search answered
no_match = search asked

[hds-esee]
kind = hds.esee
pattern = ^[0-9]{6,}$
class = discovery
grade = F3 S2
makers = juan
says = has a number in EseeCloud, Juan's cloud
source = two published clients of the search
match = 0000007
no_match = none

[hds-device-abbd]
kind = hds.device
pattern = ^ABBD[0-9A-F]{6}
class = discovery
grade = F2 S2
makers = hichip
says = device number in the form of HiChip's boards
source = published study of one camera (UND-ARC/IPCam); one unit
match = ABBD000000
no_match = 0000007

[search3001-answers]
kind = search3001.message
pattern = ^search answered$
class = discovery
grade = F3 S3
makers = topsee, anjvision
votes = camera +2.0, other -2.0
says = answers the XML search that Topsee's and Anjvision's boards share
source = OpenIPC/python-anjoy and published firmware source that writes the answer
match = search answered
no_match = search asked

[search3001-anjvision]
kind = search3001.family
pattern = ^ANJVISION$
class = discovery
grade = F2 S2
makers = anjvision
says = firmware calls its family Anjvision
source = OpenIPC/python-anjoy, test of its discovery
match = ANJVISION
no_match = TOPSEE

[nvdev-answers]
kind = nvdev.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = macro-video
votes = camera +2.5, other -2.0
says = answers the search protocol of Macro-video's V380 cameras
source = prsyahmi/v380 UtlDiscovery.cpp and discovery.ts
match = search answered
no_match = search asked

[param51140-camera]
kind = param51140.code
pattern = ^1300$
class = discovery
grade = F2 S2
makers = edimax
says = broadcasts by itself what Edimax's cameras do
source = observed in a public capture (andypitcher/IoT_Sentinel), one model
match = 1300
no_match = 1301

[gvcp-answers]
kind = gvcp.message
pattern = ^discovery answered$
class = discovery
grade = F3 S4
votes = camera +2.0, recorder -1.0, other -1.0
says = answers the discovery of GigE Vision, which machine vision cameras of many makers speak
source = julienblitte/UniversalScanner GigEVision.cs
match = discovery answered
no_match = discovery asked

[disc57975-answers]
kind = disc57975.message
pattern = ^search answered$
class = discovery
grade = F3 S3
votes = camera +1.0, other -0.7
says = answers the search of an open camera firmware that several makers' boards run
source = lishaoliang/whsl_ipc doc/multicast/multicast.md; one source
match = search answered
no_match = search asked

[disc57975-camera]
kind = disc57975.field
pattern = ^dev_type=ipc$
class = label
grade = F1 S3
votes = camera +2.0, recorder -1.0
says = says in its search that it is a camera
source = lishaoliang/whsl_ipc doc/multicast/multicast.md; one source
match = dev_type=ipc
no_match = dev_type=nvr
