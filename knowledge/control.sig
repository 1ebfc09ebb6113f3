; Control protocols over TCP and the interfaces that devices serve over HTTP. Only what a device answers
; is evidence of its software: a recorder or a PC with the maker's tool asks in the same words.

[dvrip-realm]
kind = dvrip.realm
pattern = ^Login to .
class = control
grade = F2 S2 Em
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = login realm 'Login to …' on the older private control port of Dahua's firmware
source = mcw0/DahuaConsole net.py; boards of another maker answer in these words on this port for compatibility (OpenIPC/python-anjoy)
match = Login to 1A2B3C4PAA00003
no_match = Login

[dvrip-answers]
kind = dvrip.message
pattern = ^(login|information|call) answered$
class = control
grade = F3 S2 Em
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = answers on the older private control protocol of Dahua's firmware
source = mcw0/DahuaConsole net.py and arthar360/TaniDVR src/hlprotocol.c; boards of another maker answer in these words on this port for compatibility (OpenIPC/python-anjoy)
match = login answered
match2 = information answered
no_match = login asked
no_match2 = call asked

[dvrip-media]
kind = dvrip.message
pattern = ^media sent$
class = media
grade = F3 S2 Em
makers = dahua
votes = camera +1.5, recorder +1.5, other -2.0
says = sends video in Dahua's own frames on the older private control port
source = arthar360/TaniDVR src/hlprotocol.c; FFmpeg libavformat/dhav.c; boards of another maker answer in these words on this port for compatibility (OpenIPC/python-anjoy)
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
pattern = ^(type=wifi_solo_ipc|typeInfo=IPC)$
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

[sdk8000-answers]
kind = sdk8000.message
pattern = ^answered$
class = control
grade = F2 S2 Em
makers = hikvision
votes = camera +0.7, recorder +0.7, other -1.0
says = answers a login on the SDK port of Hikvision's firmware in its own frame
source = RenierM26/pyEzvizApi pyezvizapi/hcnetsdk.py; the answer's layout itself is not published, so a weaker grade; boards of another maker answer in these words on this port for compatibility (OpenIPC/python-anjoy)
match = answered
no_match = login asked

[sdk8000-short-answer]
kind = sdk8000.message
pattern = ^short answer$
class = control
grade = F3 S2 Em
makers = hikvision
votes = camera +0.7, recorder +0.7, other -1.0
says = gives strangers the short answer of Hikvision's SDK port
source = nmap-service-probes of nmap 7.93, match for the Hikvision SDK port; boards of another maker answer in these words on this port for compatibility (OpenIPC/python-anjoy)
match = short answer
no_match = command asked

; Interfaces over HTTP, known by the form of the answer.

[rpc2-realm]
kind = api.realm
pattern = ^Login to .
class = web
grade = F2 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = login realm 'Login to …' in JSON, as Dahua's firmware answers
source = mcw0/DahuaConsole net.py
match = Login to 1A2B3C4PAA00003
no_match = Login

[rpc2-form]
kind = api.form
pattern = ^(RPC2 (login|answer)|magicBox list)$
class = web
grade = F2 S2
makers = dahua
votes = camera +0.7, recorder +0.7, other -1.0
says = answers on the web interface of Dahua's firmware
source = mcw0/DahuaConsole and mcw0/Tools; rroller's Dahua component for home-assistant
match = RPC2 login
match2 = magicBox list
no_match = deviceinfo list

[isapi-form]
kind = api.form
pattern = ^ISAPI DeviceInfo$
class = web
grade = F2 S2
makers = hikvision
votes = camera +0.7, recorder +0.7, other -1.0
says = answers on ISAPI, the web interface of Hikvision's firmware
source = maciej-or/hikvision_next tests/fixtures/devices, 15 devices
match = ISAPI DeviceInfo
no_match = PSIA DeviceInfo

[isapi-namespace]
kind = api.field
pattern = ^xmlns=http://www\.hikvision\.com/ver[0-9]+/XMLSchema$
class = web
grade = F2 S2
makers = hikvision
says = names Hikvision's own namespace in its answer
source = maciej-or/hikvision_next tests/fixtures/devices
match = xmlns=http://www.hikvision.com/ver20/XMLSchema
no_match = xmlns=urn:psialliance-org

[isapi-camera]
kind = api.field
pattern = ^deviceType=IPCamera$
class = web
grade = F1 S2
votes = camera +2.5, recorder -1.5
says = says that it is a camera
source = maciej-or/hikvision_next tests/fixtures/devices
match = deviceType=IPCamera
no_match = deviceType=NVR

[isapi-recorder]
kind = api.field
pattern = ^deviceType=(NVR|DVR)$
class = web
grade = F1 S2
votes = recorder +2.5, camera -1.5
says = says that it is a recorder
source = maciej-or/hikvision_next tests/fixtures/devices
match = deviceType=NVR
no_match = deviceType=IPCamera

[isapi-contact]
kind = api.field
pattern = ^(systemContact=Hikvision\.China|deviceLocation=hangzhou)$
class = web
grade = F1 S2
makers = hikvision
says = factory values of Hikvision's firmware
source = maciej-or/hikvision_next tests/fixtures/devices
match = systemContact=Hikvision.China
no_match = systemContact=admin

[basicdeviceinfo-form]
kind = api.form
pattern = ^basicdeviceinfo$
class = web
grade = F2 S1
makers = axis
votes = camera +0.7, other -0.7
says = answers on the device information interface of Axis's firmware
source = tests of Kane610/axis; the maker's own examples
match = basicdeviceinfo
no_match = deviceinfo

[basicdeviceinfo-camera]
kind = api.field
pattern = ^ProdType=.*(Camera|Dome)
class = label
grade = F0 S3
votes = camera +2.5, recorder -1.0
says = says that it is a camera
source = tests of Kane610/axis; the maker's own examples
match = ProdType=Network Camera
no_match = ProdType=Network Video Encoder

[root-list-brand]
kind = api.field
pattern = ^WebURL=https?://www\.axis\.com
class = label
grade = F1 S1
makers = axis
says = names Axis's own address in its parameters
source = the maker's own examples of basicdeviceinfo.cgi
match = WebURL=http://www.axis.com
no_match = WebURL=http://www.example.com

[sunapi-form]
kind = api.form
pattern = ^deviceinfo( list)?$
class = web
grade = F2 S2
makers = hanwha
votes = camera +0.7, recorder +0.7, other -1.0
says = answers on the device information interface of Hanwha's firmware
source = the web pages of the devices and a published gateway, which read Model, FirmwareVersion, CGIVersion and ConnectedMACAddress from system.cgi
match = deviceinfo
match2 = deviceinfo list
no_match = basicdeviceinfo

[getdevinfo-form]
kind = api.form
pattern = ^GetDevInfo$
class = web
grade = F2 S2
makers = reolink
votes = camera +1.0, recorder +1.0, other -1.5
says = answers on the web interface of Reolink's firmware
source = an answer recorded in the tests of a published client
match = GetDevInfo
no_match = deviceinfo

[getdevinfo-recorder]
kind = api.field
pattern = ^(exactType|type)=NVR$
class = web
grade = F1 S2
votes = recorder +2.5, camera -1.5
says = says that it is a recorder
source = an answer recorded in the tests of a published client
match = exactType=NVR
no_match = type=IPC

[nipca-form]
kind = api.form
pattern = ^nipca list$
class = web
grade = F1 S3
makers = dlink
votes = camera +2.0, other -1.5
says = answers in the list of D-Link's camera interface NIPCA; several builders make these cameras
source = bmork/defogger README and three published replies; one other server was seen to write the list
match = nipca list
no_match = root list

[hi3510-form]
kind = api.form
pattern = ^hi3510 list$
class = web
grade = F2 S3
makers = hichip
votes = camera +2.0, other -1.5
says = answers in the list of HiChip's web interface; some other boards copy it
source = three published replies of getserverinfo
match = hi3510 list
no_match = nipca list

[system-info-form]
kind = api.form
pattern = ^system_info$
class = web
grade = F2 S2
makers = vivotek
votes = camera +2.0, other -1.5
says = answers in the parameter list of Vivotek's firmware
source = four published clients of getparam.cgi, one of them with a recorded reply
match = system_info
no_match = nipca list

[system-info-firmware]
kind = api.firmware
pattern = ^[A-Z0-9]+-VVTK-[0-9a-z]+$
class = firmware
grade = F2 S2
makers = vivotek
says = firmware version with VVTK in it, Vivotek's own form
source = a published updater of Vivotek cameras
match = IP8131-VVTK-0100e7
no_match = IP8131-0100e7

[cgi-result-form]
kind = api.form
pattern = ^CGI_Result$
class = web
grade = F2 S2
makers = foscam
votes = camera +2.0, other -1.5
says = answers on the web interface of Foscam's firmware
source = pborges/foscam and other published clients of CGIProxy.fcgi
match = CGI_Result
no_match = HNAP

[api-brand-hikvision]
kind = api.brand
pattern = ^hikvision$
class = label
grade = F0 S2
makers = hikvision
brand = Hikvision
says = names itself Hikvision
source = maciej-or/hikvision_next tests/fixtures/devices
match = hikvision
no_match = General

[api-brand-dlink]
kind = api.brand
pattern = ^d-link$
class = label
grade = F0 S1
makers = dlink
brand = D-Link
says = names itself D-Link
source = bmork/defogger README
match = D-Link
no_match = Dlinq

[api-brand-axis]
kind = api.brand
pattern = ^axis$
class = label
grade = F0 S1
makers = axis
brand = Axis
says = names itself Axis
source = the maker's own examples of basicdeviceinfo.cgi
match = AXIS
no_match = Praxis

; What devices answer over ONVIF beside their own name.

[onvif-profile]
kind = onvif.profile
pattern = ^(H264|H265|JPEG|MPEG4)( [0-9]+x[0-9]+)?$
class = media
grade = F2 S4
votes = camera +1.5, recorder +1.0, other -2.0
says = answers which video it encodes
source = ONVIF Media Service Specification, 5.2 and Media 2, 5.2
match = H264 2688x1520
match2 = JPEG
no_match = AAC

[onvif-uri-realmonitor]
kind = onvif.uri
pattern = ^rtsp://[^/]+/cam/realmonitor\?channel=[0-9]+&subtype=[0-9]+&unicast=true&proto=Onvif$
class = media
grade = F2 S3
makers = dahua
says = answers with a stream address in the form of Dahua's firmware
source = recorded GetStreamUri replies in AlexxIT/go2rtc pkg/onvif tests
match = rtsp://10.0.0.7:554/cam/realmonitor?channel=1&subtype=0&unicast=true&proto=Onvif
no_match = rtsp://10.0.0.7:554/cam/realmonitor?channel=1

[onvif-uri-preview]
kind = onvif.uri
pattern = ^rtsp://[^/]+/(h26[45])?Preview_[0-9]{2}_(main|sub)
class = media
grade = F2 S2
makers = reolink
says = answers with a stream address in the form of Reolink's firmware
source = CamioCam/rtsp cameras/paths.csv; two published sessions
match = rtsp://10.0.0.7:554/h264Preview_01_main
no_match = rtsp://10.0.0.7:554/preview

[onvif-uri-media-smp]
kind = onvif.uri
pattern = ^rtsp://[^/]+/([0-9]+/)?profile[0-9]+/media\.smp
class = media
grade = F2 S2
makers = hanwha
says = answers with a stream address in the form of Hanwha's firmware
source = CamioCam/rtsp cameras/paths.csv
match = rtsp://10.0.0.7:554/profile2/media.smp
match2 = rtsp://10.0.0.7/0/profile2/media.smp
no_match = rtsp://10.0.0.7/media.sdp

[onvif-uri-media-amp]
kind = onvif.uri
pattern = ^rtsp://[^/]+/(onvif-media|axis-media)/media\.amp
class = media
grade = F2 S2
makers = axis
says = answers with a stream address in the form of Axis's firmware
source = CamioCam/rtsp cameras/paths.csv
match = rtsp://10.0.0.7/onvif-media/media.amp?profile=profile_1_h264
no_match = rtsp://10.0.0.7/mpeg/media.amp

[nvs3001-answers]
kind = nvs3001.message
pattern = ^(answered |media sent$)
class = control
grade = F3 S2
makers = tiandy
votes = camera +1.0, recorder +1.0, other -1.5
says = answers on the private control protocol of Tiandy's firmware
source = zb3/tiandy-research lib/binproto.py; one source, no imitation seen
match = answered IP USER LOGON
match2 = media sent
no_match = asked IP USER LOGON

[xml8091-root-topsee]
kind = xml8091.root
pattern = ^XML_TOPSEE$
class = control
grade = F3 S3
makers = topsee
votes = camera +1.0, recorder +0.7, other -1.5
says = answers on the private control protocol of Topsee's NetSDK; boards of other makers keep its name
source = a published client made from Topsee's NetSDK; two other servers that write the same name
match = XML_TOPSEE
no_match = XML_ANJVISION

[xml8091-root-anjvision]
kind = xml8091.root
pattern = ^XML_ANJVISION$
class = control
grade = F2 S2
makers = anjvision
votes = camera +1.0, recorder +0.7, other -1.5
says = answers on the private control protocol of the NetSDK family under Anjvision's name
source = OpenIPC/python-anjoy README
match = XML_ANJVISION
no_match = XML_TOPSEE

[lapi-form]
kind = api.form
pattern = ^LAPI$
class = web
grade = F2 S2
makers = uniview
votes = camera +0.7, recorder +0.7, other -0.7
says = answers on LAPI, the private web interface of Uniview's firmware; gates and door panels of that maker do too
source = answers of a camera in public notes and of a recorder in a published collector's tests; no imitation seen
match = LAPI
no_match = LAPIS

[lapi-serial]
kind = api.serial
pattern = ^210235[0-9A-Z]{14}$
class = web
grade = F2 S2
makers = uniview
says = serial number in Uniview's numbering
source = answer of a recorder in a published collector's tests; EasyOperate's clients use such a one
match = 210235XAX93239000081
no_match = 1A2B3C4PAG00001

[lapi-firmware]
kind = api.firmware
pattern = ^[A-Z]{2,6}(_[A-Z][0-9]{4})?-B[0-9]{4}[.P]
class = web
grade = F2 S2
makers = uniview
says = firmware version in Uniview's form
source = answer of a recorder in a published collector's tests; published ProbeMatch
match = NVR-B3601.37.45.230825
match2 = GIPC-B6215.1.68.NB.240617
no_match = V5.5.6 build 180326

[lapi-firmware-recorder]
kind = api.firmware
pattern = ^NVR-B[0-9]{4}\.
class = web
grade = F1 S2
votes = recorder +2.0, camera -1.0
says = firmware of Uniview's recorders by its name
source = answer of a recorder in a published collector's tests
match = NVR-B3601.37.45.230825
no_match = GIPC-B6215.1.68.NB.240617

[systeminfo-form]
kind = api.form
pattern = ^SystemInfo$
class = web
grade = F2 S2
makers = raysharp
votes = camera +0.5, recorder +1.0, other -1.0
says = answers on the web interface of Raysharp's firmware
source = jonathanrobichaud4/raysharp-dvr-api-docs-and-sdk, the maker's own description
match = SystemInfo
no_match = system_info

[production-list-form]
kind = api.form
pattern = ^production list$
class = web
grade = F2 S1
makers = acti
votes = camera +1.0, recorder +0.3, other -1.0
says = answers SYSTEM_INFO in the words of ACTi's firmware
source = networkoptix/nx_open acti_resource.cpp and acti_resource_searcher.cpp; ACTi URL command and design spec
match = production list
no_match = product list

[production-list-brand]
kind = api.brand
pattern = ^ACTi( Corporation)?$
class = label
grade = F0 S1
makers = acti
brand = ACTi
says = names ACTi as the company that made it
source = networkoptix/nx_open acti_resource_searcher.cpp; IEEE registrant name
match = ACTi Corporation
no_match = Action Corporation

[capability-list-form]
kind = api.form
pattern = ^capability list$
class = web
grade = F2 S2
makers = avtech
votes = camera +0.5, recorder +0.7, other -1.0
says = tells its capabilities in the words of AV Tech's firmware, without a login
source = answer in projectdiscovery/nuclei-templates pull request 1779; prefix 000E53 in it is AV Tech's
match = capability list
no_match = capabilities

[capability-list-recorder]
kind = api.field
pattern = ^Product\.Type=(DVR|NVR)$
class = label
grade = F1 S2
votes = recorder +2.0, camera -1.0
says = says that it is a recorder
source = answer in projectdiscovery/nuclei-templates pull request 1779
match = Product.Type=DVR
no_match = Product.Type=IPCam

[avtech-http-path]
kind = http.served_path
pattern = ^/cgi-bin/(nobody|guest)/Machine\.cgi
class = web
grade = F1 S2
makers = avtech
says = answers on a path of AV Tech's web interface
source = projectdiscovery/nuclei-templates pull request 1779 and published clients
match = /cgi-bin/nobody/Machine.cgi?action=get_capability
no_match = /cgi-bin/Machine.cgi

[ver10-form]
kind = api.form
pattern = ^ver10 (config|report)$
class = web
grade = F2 S2
makers = tvt
votes = camera +1.0, recorder +0.7, other -1.0
says = speaks of itself in the XML of the web interface of TVT's firmware, which its labels keep
source = published description of GetDeviceDetail with a TVT model and prefix; fixtures of mikehaldas/viewtron-nodejs-sdk posted by relabelled units
match = ver10 config
match2 = ver10 report
no_match = ver10

[ver10-namespace]
kind = api.field
pattern = ^xmlns=http://www\.ipc\.com/ver10$
class = web
grade = F2 S2
makers = tvt
says = namespace of the web interface of TVT's firmware
source = published description of GetDeviceDetail; fixtures of mikehaldas/viewtron-nodejs-sdk
match = xmlns=http://www.ipc.com/ver10
no_match = xmlns=http://www.onvif.org/ver10/schema

[ver10-model]
kind = api.model
pattern = ^TD-[0-9]{4}[A-Z]
class = web
grade = F1 S2
makers = tvt
votes = camera +0.7
says = model name in the form of TVT's own products
source = published description of GetDeviceDetail; prefix 0018AE in it is TVT's
match = TD-9421M
no_match = TD-1

[reqlogin-form]
kind = api.form
pattern = ^reqLogin$
class = web
grade = F2 S2
makers = tvt
votes = recorder +1.5, camera +0.2, other -1.0
says = asks for a login in the XML of NVMS 9000, the web interface of TVT's recorders
source = logins recorded in two published clients
match = reqLogin
no_match = login

[ver10-http-path]
kind = http.served_path
pattern = ^/(GetDeviceDetail|GetSnapshot|GetAlarmStatus|GetChannelList)(/[0-9]+)?$|^/reqLogin$
class = web
grade = F1 S3
makers = tvt
says = answers on paths of the web interface of TVT's firmware
source = videos.cctvcamerapros.com/developer/docs and published clients
match = /GetDeviceDetail
match2 = /GetSnapshot/3
no_match = /GetDeviceInfo.cgi

[rcp-form]
kind = api.form
pattern = ^rcp$
class = web
grade = F3 S1
makers = bosch
votes = camera +1.5, recorder +0.3, other -1.5
says = answers remote calls of RCP+, the private interface of Bosch's video devices
source = answer pasted into a published controller; NickCis/perl-Bosch-RCPPlus; no imitation seen
match = rcp
no_match = rcpt

[vss-greeting]
kind = vss.message
pattern = ^greeting$
class = control
grade = F3 S1
makers = geovision
votes = camera +1.5, recorder +0.5, other -1.5
says = greets in the words of GeoVision's video streaming service
source = nmap-service-probes, one source; no imitation seen
match = greeting
no_match = greetings

[mrmt-greeting]
kind = mrmt.message
pattern = ^greeting$
class = control
grade = F3 S3
votes = camera +1.5, other -1.0
says = greets as cameras do that are sold as LeFun, MAISI and under other names
source = nmap-service-probes, one source
match = greeting
no_match = greetings
