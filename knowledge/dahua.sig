; Dahua and what is built on its firmware (Amcrest, Lorex, CP Plus, Intelbras, Imou ...).

[dhip-answers]
kind = dhip.method
pattern = ^client\.notifyDevInfo$
class = discovery
grade = F3 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = announces itself by DHIP, Dahua's private discovery
source = julienblitte/UniversalScanner Dahua2.selftest, mcw0/DahuaConsole; no imitation seen
match = client.notifyDevInfo
no_match = DHDiscover.search

[dhip-private]
kind = dhip.manufacturer
pattern = ^Private$
class = discovery
grade = F2 S2
makers = dahua
says = DHIP reply with manufacturer 'Private', as Dahua's firmware says on neutral units
source = julienblitte/UniversalScanner Dahua2.selftest and a published reply of a Lorex unit
match = Private
no_match = Dahua

[dhip-vendor-general]
kind = dhip.vendor
pattern = ^General$
class = discovery
grade = F2 S2
makers = dahua
says = DHIP reply with vendor 'General', Dahua's neutral name for other labels
source = published replies; Xiongmai uses the same word elsewhere, so only here
match = General
no_match = Amcrest

[dhip-vendor-dahua]
kind = dhip.vendor
pattern = ^Dahua
class = label
grade = F0 S1
makers = dahua
brand = Dahua
says = names Dahua as its vendor
source = published reply
match = Dahua
no_match = General

[dhip-vendor-lorex]
kind = dhip.vendor
pattern = ^Lorex$
class = label
grade = F0 S2
makers = lorex
brand = Lorex
says = names Lorex as its vendor
source = published reply of a Lorex unit
match = Lorex
no_match = General

[dhip-vendor-amcrest]
kind = dhip.vendor
pattern = ^Amcrest$
class = label
grade = F0 S2
makers = amcrest
brand = Amcrest
says = names Amcrest as its vendor
source = brand text; tchellomello/python-amcrest
match = Amcrest
no_match = General

[dhip-vendor-intelbras]
kind = dhip.vendor
pattern = ^Intelbras$
class = label
grade = F0 S2
makers = intelbras
brand = Intelbras
says = names Intelbras as its vendor
source = certtools/intelmq test data: Intelbras recorders answer this discovery
match = Intelbras
no_match = General

[dhip-serial]
kind = dhip.serial
pattern = ^[0-9A-Z]{7}P[A-Z]{2}[0-9A-F]{5}$
class = discovery
grade = F2 S2
makers = dahua
says = 15-character serial number with P at the eighth place, as Dahua numbers its devices
source = published replies of five units of three labels
match = 1A2B3C4PAG00001
match2 = 1A2B3C4PAX00002
no_match = 210235C1MCA000000001

[dhip-firmware]
kind = dhip.firmware
pattern = ^[1-9]\.[0-9]{3}\.[0-9A-Z]{4,16}\.[0-9]{1,2}(\.R)?
class = discovery
grade = F2 S2
makers = dahua
says = firmware version in Dahua's form: one digit, three digits, customer code
source = published replies and fingerprint lists
match = 2.400.AC02.15.R
match2 = 2.800.030000000.3.R
no_match = V5.6.2build 190701

[dhip-class-camera]
kind = dhip.class
pattern = ^(IPC|SD|TPC|IPC-.*|VTO)$
class = discovery
grade = F2 S2
makers =
votes = camera +3.0, recorder -1.5
says = calls itself a camera in Dahua's discovery
source = mcw0/DahuaConsole and published replies; VTO are door stations with a camera
match = IPC
match2 = SD
no_match = NVR

[dhip-class-recorder]
kind = dhip.class
pattern = ^(NVR|DVR|HCVR|XVR|HDVR|BSC|EVS|MXVR)$
class = discovery
grade = F2 S2
makers =
votes = recorder +3.0, camera -1.5
says = calls itself a recorder in Dahua's discovery
source = julienblitte/UniversalScanner Dahua2.selftest and favicon lists
match = NVR
match2 = XVR
no_match = IPC

[dhip-model-camera]
kind = dhip.model
pattern = ^(DH-)?(IPC|SD|TPC|PTZ|ITC)[-0-9]
class = label
grade = F0 S2
makers = dahua
votes = camera +2.5, recorder -1.5
says = model name in the form of Dahua's cameras
source = published replies
match = IPC-HDW5421S
match2 = DH-SD49225T-HN
no_match = NVR5216-16P
no_match2 = W461ASC

[dhip-model-recorder]
kind = dhip.model
pattern = ^(DHI?-)?(NVR|XVR|HCVR|DVR|MHDX|HDCVI)[- ]?[0-9]
class = label
grade = F0 S3
makers = dahua
votes = recorder +2.5, camera -1.5
says = model name in the form of Dahua's recorders and their labels
source = certtools/intelmq test data and published replies
match = MHDX 3116
match2 = DHI-NVR5216-16P
no_match = IPC-HDW5421S

[dahua-rtsp-realm]
kind = rtsp.realm
pattern = ^Login to .
class = media
grade = F2 S2
makers = dahua
votes = camera +1.5, recorder +1.5, other -2.0
says = RTSP realm 'Login to …', as Dahua's firmware sends under any label
source = nmap-service-probes (a unit sold as Lorex) and several documents; sure
match = Login to 1A2B3C4PAA00003
match2 = Login to 00112233445566778899aabbccddeeff
no_match = IP Camera(C2183)
no_match2 = Please login to continue

[dahua-http-realm]
kind = http.realm
pattern = ^Login to .
class = web
grade = F2 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = web realm 'Login to …', as Dahua's firmware sends under any label
source = rapid7/recog xml/http_wwwauth.xml
match = Login to ND000000000000
no_match = Login

[dahua-rtsp-server]
kind = rtsp.server
pattern = ^Dahua Rtsp Server
class = media
grade = F1 S2
makers = dahua
votes = camera +1.5, recorder +1.5, other -2.0
says = RTSP server name of older Dahua firmware
source = nmap-service-probes and rapid7/recog xml/rtsp_servers.xml
match = Dahua Rtsp Server
no_match = Rtsp Server

[dahua-sdp-dh]
kind = sdp.attribute
pattern = ^(packetization|rtppayload)-supported:DH$
class = media
grade = F2 S2 Em
makers = dahua
says = SDP line with Dahua's packetisation
source = three published SDPs; one other maker emits it in a compatibility mode, so never alone
match = packetization-supported:DH
match2 = rtppayload-supported:DH
no_match = packetization-supported:XX

[dahua-sdp-iv]
kind = sdp.attribute
pattern = ^x-(packetization|rtppayload)-supported:IV$
class = media
grade = F2 S2
makers = dahua
says = SDP line with the packetisation of newer Dahua firmware
source = bluenviron/gortsplib issue 479 and a published SDP
match = x-packetization-supported:IV
no_match = packetization-supported:DH

[dahua-sdp-session-old]
kind = sdp.session
pattern = ^RTSP Session of ZheJiang Dahua
class = media
grade = F2 S2
makers = dahua
votes = camera +1.0, recorder +1.0
says = SDP session name of older Dahua firmware
source = published SDP
match = RTSP Session of ZheJiang Dahua Technology CO.,LTD.
no_match = Media Server

[dahua-rtsp-headers]
kind = rtsp.headers
pattern = x-Accept-Dynamic-Rate
class = media
grade = F2 S3
makers = dahua, hanwha
says = RTSP header that Dahua and Hanwha send
source = published exchanges of both makers
match = CSeq,x-Accept-Dynamic-Rate,Content-Type,Content-Length
no_match = CSeq,Content-Type

[dahua-rtsp-path]
kind = rtsp.served_path
pattern = ^/cam/(realmonitor|playback)\?
class = media
grade = F1 S3
makers = dahua
votes = camera +1.0, recorder +1.0
says = serves streams under Dahua's addresses; several other firmwares accept the same form
source = CamioCam/rtsp list of cameras, AlexxIT/go2rtc
match = /cam/realmonitor?channel=1&subtype=0
no_match = /Streaming/Channels/101

[dahua-http-path]
kind = http.served_path
pattern = ^/(RPC2(_Login)?$|RPC2_(Login|Notify)|cgi-bin/(magicBox|configManager|IntervideoManager|devVideoInput|recordUpdater)\.cgi)
class = web
grade = F1 S2
makers = dahua
says = answers on paths of Dahua's private web interface
source = mcw0/DahuaConsole, tchellomello/python-amcrest
match = /RPC2_Login
match2 = /cgi-bin/magicBox.cgi?action=getVendor
no_match = /ISAPI/System/deviceInfo

[dahua-http-stream]
kind = http.server
pattern = ^Http Stream Server/1\.0
class = web
grade = F2 S2
makers = dahua
says = server name of Dahua's stream over HTTP
source = maker document, single source
match = Http Stream Server/1.0
no_match = Stream

[dahua-wsd-scope-id]
kind = wsd.scope
pattern = /extension/unique_identifier(/[0-9]+)?$
class = discovery
grade = F2 S2 Em
makers = dahua
says = ONVIF scope that Dahua's firmware adds under any label
source = three published ProbeMatches (Dahua, CP Plus, Amcrest); one hobby server copied it
match = onvif://www.onvif.org/extension/unique_identifier/1
no_match = onvif://www.onvif.org/extension/other

[dahua-wsd-scope-type]
kind = wsd.scope
pattern = /type/Network_Video_Transmitter$
class = discovery
grade = F2 S2 Em
makers = dahua
votes = camera +1.5, recorder +1.0, other -1.5
says = ONVIF type scope with underscores, as Dahua's firmware writes it
source = three published ProbeMatches (Dahua, CP Plus, Amcrest)
match = onvif://www.onvif.org/type/Network_Video_Transmitter
no_match = onvif://www.onvif.org/type/NetworkVideoTransmitter

[dahua-wsd-prefixes]
kind = wsd.prefixes
pattern = ^s[ ,]+a[ ,]+d[ ,]+dn[ ,]+tds[ ,]+sc$
class = discovery
grade = F2 S3
makers = dahua
says = XML prefixes of Dahua's ONVIF replies in their order
source = three published ProbeMatches
match = s a d dn tds sc
match2 = s,a,d,dn,tds,sc
no_match = SOAP-ENV SOAP-ENC xsi

[dahua-ssdp-usn]
kind = ssdp.usn
pattern = ^uuid:device_3_0-
class = discovery
grade = F2 S2
makers = dahua
says = UPnP identity built in Dahua's way, with the serial number
source = three published replies, one of them Amcrest; in one the serial was Dahua's
match = uuid:device_3_0-1A2B3C4PAG00001::upnp:rootdevice
no_match = uuid:device_1_0-0000

[dahua-ssdp-server]
kind = ssdp.server
pattern = Private Upnp SDK
class = discovery
grade = F2 S2
makers = dahua
says = UPnP server text of Dahua's firmware
source = three published replies
match = Linux, UPnP/1.0, Private Upnp SDK
no_match = Linux/3.10 UPnP/1.0 Portable SDK for UPnP devices/1.6.18

[dahua-ssdp-location]
kind = ssdp.location
pattern = /upnp_device_desc\.xml$
class = discovery
grade = F2 S3
makers = dahua
says = UPnP description under the file name that Dahua's firmware uses
source = three published replies
match = http://192.0.2.10:49152/upnp_device_desc.xml
no_match = http://192.0.2.10/upnpdevicedesc.xml

[dahua-dhcp-order]
kind = dhcp.option_order
pattern = ^53[, ]+55[, ]+12[, ]+61([, ]+50[, ]+54)?$
class = host
grade = F1 S3
makers = dahua
says = order of DHCP options seen on a Dahua-built camera: no vendor class and no size
source = xnih/satori fingerprints/dhcp.xml, one Amcrest model; weak
match = 53,55,12,61
match2 = 53,55,12,61,50,54
no_match = 53,61,57,55,60

[dahua-onvif-manufacturer]
kind = onvif.manufacturer
pattern = ^Dahua
class = label
grade = F0 S1
makers = dahua
brand = Dahua
says = names Dahua as its manufacturer
source = brand text; see dahuasecurity.com
match = Dahua
no_match = General

[dahua-onvif-serial]
kind = onvif.serial
pattern = ^[0-9A-Z]{7}P[A-Z]{2}[0-9A-F]{5}$
class = discovery
grade = F2 S2
makers = dahua
says = 15-character serial number with P at the eighth place, as Dahua numbers its devices
source = published replies of units of three labels
match = 1A2B3C4PAG00001
no_match = 0123456789abcdef

[dahua-onvif-firmware]
kind = onvif.firmware
pattern = ^[1-9]\.[0-9]{3}\.[0-9A-Z]{4,16}\.[0-9]{1,2}\.R
class = discovery
grade = F2 S2
makers = dahua
says = firmware version in Dahua's form
source = published replies and fingerprint lists
match = 2.800.0000000.13.R, build 2020-03-12
no_match = V5.6.2 build 190701

[dahua-wsd-hardware-camera]
kind = wsd.hardware
pattern = ^(DH-)?IPC-H[A-Z]{1,3}[0-9]{4}
class = label
grade = F0 S2
makers = dahua
votes = camera +2.5, recorder -1.5
says = model name in the form of Dahua's cameras
source = published scopes and replies
match = IPC-HDW5421S
no_match = IPC-model

[dahua-onvif-model-camera]
kind = onvif.model
pattern = ^(DH-)?(IPC-H[A-Z]{1,3}[0-9]{4}|SD[0-9]{2}[0-9A-Z]{3,})
class = label
grade = F0 S2
makers = dahua
votes = camera +2.5, recorder -1.5
says = model name in the form of Dahua's cameras
source = published scopes and replies
match = IPC-HFW4150D-V2
no_match = IPC

[dahua-amcrest-model]
kind = onvif.model
pattern = ^(IP[0-9]{1,2}M|IPM?-?[0-9]{3})-?[0-9A-Z]{3,}
class = label
grade = F0 S2
makers = amcrest
brand = Amcrest
votes = camera +2.0
says = model name in the form of Amcrest's cameras
source = model names in tchellomello/python-amcrest and xnih/satori
match = IP3M-943
no_match = IPC-HFW4150D

[amcrest-onvif-manufacturer]
kind = onvif.manufacturer
pattern = ^Amcrest$
class = label
grade = F0 S2
makers = amcrest
brand = Amcrest
says = names Amcrest as its manufacturer
source = brand text
match = Amcrest
no_match = General

[amcrest-rtsp-realm]
kind = rtsp.realm
pattern = ^Login to (AMC[0-9A-Z]{10,}|Amcrest)
class = label
grade = F1 S2
makers = amcrest
brand = Amcrest
says = RTSP realm with an Amcrest serial number or name
source = rapid7/recog xml/http_wwwauth.xml
match = Login to AMC00000000000001A
no_match = Login to 1A2B3C4PAA00003

[lorex-rtsp-realm]
kind = rtsp.realm
pattern = ^Login to ND[0-9]{12}$
class = label
grade = F1 S2
makers = lorex
brand = Lorex
says = RTSP realm with a Lorex serial number
source = rapid7/recog and nmap-service-probes
match = Login to ND000000000000
no_match = Login to 1A2B3C4PAA00003

[cpplus-title]
kind = http.title
pattern = ^CPPLUS (DVR|NVR)
class = label
grade = F0 S2
makers = cpplus
brand = CP Plus
votes = recorder +2.0
says = page title of CP Plus recorders
source = nmap-service-probes
match = CPPLUS DVR - Web View
no_match = DVR - Web View

[cpplus-scope]
kind = wsd.name
pattern = ^CP[- ]?PLUS
class = label
grade = F0 S2
makers = cpplus
brand = CP Plus
says = names itself CP Plus in its ONVIF scopes
source = published ProbeMatch
match = CPPLUS
no_match = General

[dhip-realm]
kind = dhip.field
pattern = ^realm=Login to .
class = discovery
grade = F2 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = login realm 'Login to …' on Dahua's private control port
source = mcw0/DahuaConsole
match = realm=Login to 1A2B3C4PAA00003
no_match = HttpPort=80

[dhip-find]
kind = dhip.field
pattern = ^(Find=BC|FindVersion=[0-9]|UnLoginFuncMask=[0-9])
class = discovery
grade = F2 S2
makers = dahua
says = fields of Dahua's private discovery
source = julienblitte/UniversalScanner Dahua2.selftest and a published reply of a Lorex unit
match = Find=BC
match2 = UnLoginFuncMask=1
no_match = Find=
