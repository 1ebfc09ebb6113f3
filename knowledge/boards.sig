; Smaller makers and board makers: HiChip, Macro-video, Juan, Gwell, Foscam, VStarcam, Milesight ...

[hichip-rtsp-server]
kind = rtsp.server
pattern = ^Hipcam RealServer
class = media
grade = F1 S2
makers = hichip
votes = camera +2.5, other -2.0
says = RTSP server of HiChip's software (CamHi cameras under many labels)
source = nmap-service-probes and rapid7/recog xml/rtsp_servers.xml
match = Hipcam RealServer/V1.0
no_match = RealServer Version 8.0

[hichip-wsd-endpoint]
kind = wsd.endpoint
pattern = ^urn:uuid:5f5a69c2-e0ae-504f-829b-[0-9a-f]{12}$
class = discovery
grade = F2 S2
makers = hichip
votes = camera +1.0
says = ONVIF identity built in HiChip's way: constant head, then the MAC address
source = two published ProbeMatches
match = urn:uuid:5f5a69c2-e0ae-504f-829b-0011223344AA
no_match = urn:uuid:5f5a69c2-e0ae-504f-829c-0011223344AA

[hichip-model]
kind = onvif.model
pattern = ^C[0-9]F[0-9][A-Za-z]{1,3}[0-9]?Z[0-9]N[0-9]P[0-9]L[0-9]$
class = discovery
grade = F1 S2
makers = hichip
votes = camera +2.0
says = model in the code that HiChip's software gives its boards
source = three published replies
match = C6F0SiZ3N0P0L0
match2 = C9F0SeZ0N0P4L0
no_match = C6F0

[hichip-wsd-model]
kind = wsd.scope
pattern = /model/C[0-9]F[0-9][A-Za-z]{1,3}[0-9]?Z[0-9]N[0-9]P[0-9]L[0-9]$
class = discovery
grade = F1 S2
makers = hichip
votes = camera +1.5
says = ONVIF scope with the code that HiChip's software gives its boards
source = two published ProbeMatches
match = onvif://www.onvif.org/model/C6F0SiZ3N0P0L0
no_match = onvif://www.onvif.org/model/IPC

[hichip-manufacturer]
kind = onvif.manufacturer
pattern = ^IPCAM$
class = label
grade = F0 S3
makers = hichip
says = manufacturer 'IPCAM', HiChip's default; others use the word too
source = published reply
match = IPCAM
no_match = IPC

[hichip-firmware]
kind = onvif.firmware
pattern = ^V[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,3}-20[0-9]{6}$
class = discovery
grade = F2 S2
makers = hichip
says = firmware version in HiChip's form
source = published replies
match = V6.1.10.2.1-20150624
no_match = V5.5.6 build 180326

[hichip-http-path]
kind = http.served_path
pattern = ^/(cgi-bin/hi3510/|web/cgi-bin/hi3510/|tmpfs/(auto|snap)\.jpg)
class = web
grade = F1 S2
makers = hichip
votes = camera +1.0, other -0.3
says = answers on paths of HiChip's software
source = UND-ARC/IPCam notes and published clients
match = /cgi-bin/hi3510/param.cgi
match2 = /tmpfs/auto.jpg
no_match = /cgi-bin/param.cgi

[hichip-rtsp-path]
kind = rtsp.served_path
pattern = ^/1[1-3]$
class = media
grade = F1 S4
makers =
votes = camera +0.7
says = serves streams at /11, /12 or /13, as HiChip and many others do
source = CamioCam/rtsp list of cameras
match = /11
no_match = /111

[macrovideo-sdp-session]
kind = sdp.session
pattern = ^streamed by the macro-video rtsp server
class = media
grade = F2 S2
makers = macro-video
votes = camera +1.5, other -1.0
says = SDP session name of Macro-video's software (V380)
source = published SDP; one source
match = streamed by the macro-video rtsp server
no_match = streamed by the rtsp server

[macrovideo-sdp-text]
kind = sdp.attribute
pattern = ^x-qt-text-nam:streamed by the macro-video
class = media
grade = F2 S2
makers = macro-video
says = SDP line of Macro-video's software (V380)
source = published SDP; one source
match = x-qt-text-nam:streamed by the macro-video rtsp server
no_match = x-qt-text-nam:Session streamed by "preview"

[macrovideo-rtsp-path]
kind = rtsp.served_path
pattern = ^/live/ch00_[01]$
class = media
grade = F1 S3
makers = macro-video
votes = camera +1.5, other -1.0
says = serves streams under the addresses of V380 cameras
source = prsyahmi/v380 and ch-bas/cctv-camera-database issue 261
match = /live/ch00_0
no_match = /live/ch1

[anjvision-sdp]
kind = sdp.session
pattern = ^RTSP/RTP stream from anjvision
class = media
grade = F2 S2
makers = anjvision
votes = camera +2.0, other -1.5
says = SDP session name of Anjvision's software
source = published SDP of a camera sold as Anpviz; one source
match = RTSP/RTP stream from anjvision ipcamera
no_match = RTSP/RTP stream

[anjvision-sdp-tool]
kind = sdp.attribute
pattern = ^tool:LIVE555.*@ANJVISION\.COM
class = media
grade = F2 S2
makers = anjvision
says = SDP tool line with an address at Anjvision
source = published SDP of a camera sold as Anpviz; one source
match = tool:LIVE555 Streaming Media v2013.04.30 CHAM.LI@ANJVISION.COM
no_match = tool:LIVE555 Streaming Media v2013.04.30

[live555-tool]
kind = sdp.attribute
pattern = ^tool:LIVE555 Streaming Media
class = media
grade = F2 S4
makers =
votes = camera +0.3
says = SDP tool line of LIVE555, a library that very many servers use: of no maker
source = live555.com
match = tool:LIVE555 Streaming Media v2014.02.10
no_match = tool:BC Streaming Media v202210012022.10.01

[live555-realm]
kind = rtsp.realm
pattern = ^LIVE555 Streaming Media$
class = media
grade = F2 S4
makers =
votes = camera +0.3
says = RTSP realm of LIVE555, a library that very many servers use: of no maker
source = live555.com
match = LIVE555 Streaming Media
no_match = BC Streaming Media

[juan-rtsp-path]
kind = rtsp.served_path
pattern = ^/ch[0-9]+_[01]\.264
class = media
grade = F1 S3
makers = juan, raysharp
votes = camera +1.0, recorder +1.0
says = serves streams under addresses of Juan's and some other boards
source = published list of cameras
match = /ch0_0.264
no_match = /live0.264

[juan-bubble-path]
kind = http.served_path
pattern = ^/bubble/live\?ch=
class = media
grade = F1 S2
makers = juan
votes = camera +1.0, recorder +1.0, other -0.3
says = serves Juan's stream over HTTP
source = AlexxIT/go2rtc pkg/bubble
match = /bubble/live?ch=0&stream=0
no_match = /live?ch=0

[juan-bubble-type]
kind = http.content_type
pattern = ^video/bubble
class = media
grade = F2 S2
makers = juan
votes = camera +1.0, recorder +1.0, other -1.0
says = serves Juan's stream over HTTP
source = AlexxIT/go2rtc pkg/bubble
match = video/bubble
no_match = video/mp4

[raysharp-jaws]
kind = http.server
pattern = ^JAWS/1\.[0-9]
class = web
grade = F1 S3
makers = raysharp
votes = recorder +2.0, other -1.0
says = web server of recorders that Raysharp and others built
source = EdgeSecurityTeam/EHole and jorhelp/Ingram; several makers
match = JAWS/1.0
no_match = JAWS

[jovision-rtsp-path]
kind = rtsp.served_path
pattern = ^/live[0-9]\.264
class = media
grade = F1 S2
makers = jovision
votes = camera +1.0, recorder +0.7
says = serves streams under Jovision's addresses
source = home-assistant/core issue 36523 and two published lists
match = /live1.264
no_match = /ch0_0.264

[jovision-title]
kind = http.title
pattern = jovision
class = label
grade = F0 S2
makers = jovision
brand = Jovision
votes = camera +1.0
says = page title with Jovision's name
source = published list of cameras
match = JOVISION IPC
no_match = vision

[sunell-rtsp-path]
kind = rtsp.served_path
pattern = ^/snl/live/[0-9]+/[1-3]
class = media
grade = F1 S2
makers = sunell
votes = camera +1.5, recorder +0.7, other -1.0
says = serves streams under Sunell's addresses
source = ch-bas/cctv-camera-database sunell.json, which cites the maker
match = /snl/live/1/1
no_match = /live/1/1

[kedacom-rtsp-path]
kind = rtsp.served_path
pattern = ^/id=[01]$
class = media
grade = F1 S2
makers = kedacom
votes = camera +1.0, recorder +0.5
says = serves streams under Kedacom's addresses
source = ch-bas/cctv-camera-database kedacom.json, which cites the maker's manual
match = /id=0
no_match = /?id=0

[kedacom-onvif]
kind = onvif.manufacturer
pattern = ^kedacom
class = label
grade = F0 S1
makers = kedacom
brand = Kedacom
says = names Kedacom as its manufacturer
source = brand text
match = KEDACOM
no_match = KED

[kedacom-gateway]
kind = http.served_path
pattern = ^/images/ind_log_kedacom\.png
class = web
grade = F0 S1
makers = kedacom
votes = camera -1.0
says = serves the logo of Kedacom's access gateway, a server and not a camera
source = 0x727/FingerprintHub
match = /images/ind_log_kedacom.png
no_match = /images/logo.png

[milesight-rtsp-path]
kind = rtsp.served_path
pattern = ^/((channel|sensor)[0-9]/|bundle/)(main|sub|third)$
class = media
grade = F1 S2
makers = milesight
votes = camera +1.5, other -1.0
says = serves streams under Milesight's addresses
source = ch-bas/cctv-camera-database milesight.json, which cites the maker
match = /channel1/main
no_match = /main

[milesight-onvif]
kind = onvif.manufacturer
pattern = ^milesight
class = label
grade = F0 S1
makers = milesight
brand = Milesight
says = names Milesight as its manufacturer
source = brand text
match = Milesight Technology Co.,Ltd.
no_match = miles

[evercam-onvif]
kind = onvif.manufacturer
pattern = ^EVERCAM LTD$
class = label
grade = F0 S2
makers = milesight
brand = Evercam
says = names Evercam, which is treated as built by Milesight
source = evercam/ex_nvr issue 964
match = EVERCAM LTD
no_match = EVER

[gwell-rtsp-path]
kind = rtsp.served_path
pattern = ^/onvif[12]$
class = media
grade = F1 S3
makers = gwell
votes = camera +1.5, other -1.0
says = serves streams under Gwell's addresses (Yoosee cameras under many labels)
source = CamioCam/rtsp list of cameras and published notes
match = /onvif1
no_match = /onvif/device_service

[vatilon-path]
kind = http.served_path
pattern = ^/view/player\.html
class = web
grade = F1 S3
makers = vatilon
votes = camera +1.0
says = serves the page of Vatilon's cameras
source = published list of cameras; weak
match = /view/player.html
no_match = /player.html

[eyeplus-onvif]
kind = onvif.manufacturer
pattern = ^EYEPLUS
class = label
grade = F0 S3
makers = eyeplus
says = names EYEPLUS, a board under many labels
source = home-assistant/core issue 63399 and slydiman/ha_custom_onvif issue 6
match = EYEPLUS
no_match = EYE

[eyeplus-serial]
kind = onvif.serial
pattern = ^12345679890$
class = discovery
grade = F1 S3
makers = eyeplus
says = constant serial number of EYEPLUS boards
source = home-assistant/core issue 63399
match = 12345679890
no_match = 1234567890

[odm-onvif-ipc]
kind = onvif.firmware
pattern = ^V[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{2}$
class = discovery
grade = F2 S3
makers =
says = firmware version of four two-digit numbers, of a builder not known to us
source = published firmware source; one source
match = V01.02.03.04
no_match = V1.2.3.4

[huawei-rtsp-path]
kind = rtsp.served_path
pattern = ^/LiveMedia/ch[0-9]+/Media[12]
class = media
grade = F1 S2
makers = huawei, holowits
votes = camera +1.5, other -1.0
says = serves streams under the addresses of Huawei's and Holowits's cameras
source = ch-bas/cctv-camera-database holowits.json, which cites the maker
match = /LiveMedia/ch1/Media1
no_match = /live/ch1

[foscam-rtsp-realm]
kind = rtsp.realm
pattern = ^Foscam IPCam Living Video$
class = media
grade = F2 S2
makers = foscam
votes = camera +3.0, other -2.5
says = RTSP realm of Foscam's firmware
source = two published exchanges
match = Foscam IPCam Living Video
no_match = Foscam

[foscam-rtsp-path]
kind = rtsp.served_path
pattern = ^/video(Main|Sub)$
class = media
grade = F1 S2
makers = foscam
votes = camera +1.5, other -1.0
says = serves streams under Foscam's addresses
source = CamioCam/rtsp list of cameras and published exchanges
match = /videoMain
no_match = /video

[foscam-http-path]
kind = http.served_path
pattern = ^/cgi-bin/CGIProxy\.fcgi
class = web
grade = F1 S2
makers = foscam
votes = camera +1.0, other -0.3
says = answers on the path of Foscam's interface
source = nmap-service-probes and makers' interface documents
match = /cgi-bin/CGIProxy.fcgi?cmd=getDevInfo
no_match = /cgi-bin/proxy.cgi

[foscam-netwave]
kind = http.server
pattern = ^Netwave IP Camera
class = web
grade = F1 S3
makers = foscam
votes = camera +3.0, other -2.0
says = web server of older Foscam cameras and their many clones
source = nmap-service-probes
match = Netwave IP Camera
no_match = Netwave

[foscam-host]
kind = dhcp.hostname
pattern = ^(ipcam_?[0-9A-F]{12}|foscam)
class = label
grade = F0 S3
makers = foscam
votes = camera +2.0
says = host name in the form of Foscam's cameras
source = brand text; the form with the MAC address is common to several makers
match = ipcam_00626E000001
match2 = Foscam
no_match = ipcam

[vstarcam-rtsp-path]
kind = rtsp.served_path
pattern = ^/(udp|tcp)/av[0-9]_[01]$
class = media
grade = F1 S3
makers = vstarcam
votes = camera +1.5, other -1.0
says = serves streams under VStarcam's addresses; other labels do as well
source = CamioCam/rtsp list of cameras and ch-bas/cctv-camera-database issue 261
match = /tcp/av0_0
no_match = /av0_0

[xiaomi-host]
kind = dhcp.hostname
pattern = ^(chuangmi|isa|mijia|mxiang|lumi)[-_.](camera|cateye)
class = label
grade = F0 S3
makers = xiaomi
brand = Xiaomi
votes = camera +3.0, other -1.5
says = host name in the form of cameras of Xiaomi's platform; several makers build them
source = model names in rytilahti/python-miio
match = chuangmi-camera-ipc019
no_match = chuangmi-plug-m1

[xiaomi-host-other]
kind = dhcp.hostname
pattern = ^(chuangmi|zhimi|roborock|rockrobo|yeelink|zimi|viomi|lumi)[-_.](plug|airpurifier|humidifier|vacuum|light|powerstrip|gateway|fan|acpartner)
class = label
grade = F0 S3
makers =
brand = Xiaomi
votes = other +4.0, camera -2.0
says = host name in the form of plugs, lamps and vacuum cleaners of Xiaomi's platform
source = model names in rytilahti/python-miio
match = chuangmi-plug-m1
match2 = yeelink-light-color1
no_match = chuangmi-camera-ipc019

[wyze-host]
kind = dhcp.hostname
pattern = ^Wyze(Cam|_?CAKP|-cam)
class = label
grade = F0 S2
makers = wyze
brand = Wyze
votes = camera +3.0, other -1.5
says = host name in the form of Wyze's cameras
source = brand text and published DHCP lists; weak
match = WyzeCam
no_match = WyzePlug

[herospeed-onvif]
kind = onvif.manufacturer
pattern = ^herospeed
class = label
grade = F0 S2
makers = herospeed
brand = Herospeed
says = names Herospeed as its manufacturer
source = brand text; IEEE registrant name
match = Herospeed
no_match = hero

[longse-onvif]
kind = onvif.manufacturer
pattern = ^longse
class = label
grade = F0 S2
makers = longse
brand = Longse
says = names Longse as its manufacturer
source = brand text
match = LONGSE
no_match = long

[foscam-sdp]
kind = sdp.session
pattern = ^IP Camera Video$
class = media
grade = F2 S2
makers = foscam
votes = camera +1.5, other -1.0
says = SDP session name of Foscam's firmware
source = two published exchanges
match = IP Camera Video
no_match = IP camera Live streaming

[anjvision-sdp-order]
kind = sdp.order
pattern = ca+t
class = media
grade = F2 S3
makers = anjvision
says = SDP with an attribute between connection and time, as Anjvision's software writes it
source = published SDP of a camera sold as Anpviz; one source
match = vosecat
no_match = vosecta
