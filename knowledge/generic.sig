; What kind of device it is, from evidence of picture, stream or camera identity. No maker.
; Clouds, P2P and MAC prefixes never say what kind a device is: plugs and hubs share them.
; An address that a device answered (http.served_path, rtsp.served_path) is F1 at most, in every
; file: many servers ask for a password before they look whether the address exists, and a
; recorder that tries one maker's addresses on another's camera would make it that maker's.

[rtsp-serves]
kind = rtsp.public
pattern = DESCRIBE.*PLAY|PLAY.*DESCRIBE
class = media
grade = F2 S4
makers =
votes = camera +2.0, recorder +1.5, other -0.7
says = answers as an RTSP server that describes and plays streams
source = RFC 2326; audio receivers that speak RTSP name neither DESCRIBE nor PLAY
match = OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY
match2 = OPTIONS,DESCRIBE,SETUP,PLAY,PAUSE,TEARDOWN
no_match = ANNOUNCE, SETUP, RECORD, PAUSE, FLUSH, TEARDOWN, OPTIONS, GET_PARAMETER, SET_PARAMETER

[rtsp-airplay]
kind = rtsp.public
pattern = RECORD.*FLUSH|FLUSH.*RECORD
class = media
grade = F2 S4
makers =
votes = other +3.5, camera -1.0
says = answers as an audio or AirPlay receiver
source = public notes on AirTunes; RECORD and FLUSH are not used by cameras
match = ANNOUNCE, SETUP, RECORD, PAUSE, FLUSH, TEARDOWN, OPTIONS
no_match = OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY

[rtsp-airtunes]
kind = rtsp.server
pattern = ^AirTunes/
class = media
grade = F1 S4
makers =
votes = other +3.5, camera -1.0
says = RTSP server of an AirPlay receiver
source = rapid7/recog xml/rtsp_servers.xml
match = AirTunes/366.0
no_match = H264DVR 1.0

[rtsp-media-server]
kind = rtsp.server
pattern = ^(VLC|Wowza|QTSS|DSS|Helix|RealServer|WMServer|Darwin)[ /]
class = media
grade = F1 S4
makers =
votes = other +5.0, camera -3.0, recorder -1.5
says = RTSP server program for computers
source = nmap-service-probes and rapid7/recog xml/rtsp_servers.xml
match = VLC/3.0.16
no_match = Hipcam RealServer/V1.0

[rtsp-serves-path]
kind = rtsp.served_path
pattern = [?/&](live|stream|channel|ch|video|cam|h26[45]|mpeg4|onvif|media)[a-z_]*[0-9]*([./?&=_]|$)
class = media
grade = F1 S4
makers =
votes = camera +1.0, recorder +0.7
says = serves a stream under an address that is common to cameras
source = CamioCam/rtsp list of cameras
match = /live/ch00_0
match2 = /stream1
match3 = /h264Preview_01_main
no_match = /movie.mp4

[sdp-video]
kind = sdp.media
pattern = ^(m=)?video [0-9]
class = media
grade = F2 S4
makers =
votes = camera +1.7, recorder +1.2, other -0.3
says = describes a video stream that it serves
source = RFC 8866
match = video 0 RTP/AVP 96
no_match = audio 0 RTP/AVP 0

[sdp-onvif-metadata]
kind = sdp.codec
pattern = vnd\.onvif\.metadata
class = media
grade = F2 S4
makers =
votes = camera +2.0, recorder +1.0, other -1.5
says = serves a stream of ONVIF metadata
source = ONVIF Streaming Specification
match = vnd.onvif.metadata/90000
no_match = H264/90000

[sdp-camera-words]
kind = sdp.session
pattern = (^|[^a-z])(ip ?cam(era)?|ipc|network camera|dvr|nvr|surveillance)([^a-z]|$)
class = media
grade = F1 S4
makers =
votes = camera +1.5, other -0.5
says = SDP session name that speaks of a camera
source = AlexxIT/go2rtc tests and published SDPs
match = IP camera Live streaming
match2 = IP Camera Video
no_match = Media Presentation

[rtp-video]
kind = rtp.codec
pattern = ^(h\.?26[45]|hevc|avc|mjpeg|jpeg|mpeg-?4)
class = media
grade = F2 S4
makers =
votes = camera +1.2, recorder +0.8
says = sends a stream shaped like video
source = RFC 6184, RFC 7798, RFC 2435
match = H264
no_match = PCMU

[wsd-nvt]
kind = wsd.types
pattern = (^|[^a-z])NetworkVideoTransmitter
class = discovery
grade = F2 S4 Em
makers =
votes = camera +2.5, recorder +2.0, other -2.0
says = announces itself as an ONVIF video transmitter
source = ONVIF Core Specification, device discovery
match = NetworkVideoTransmitter
match2 = NetworkVideoTransmitter Device
no_match = Device

[wsd-recorder]
kind = wsd.types
pattern = (^|[^a-z])(NetworkVideoStorage|NetworkVideoDisplay|NetworkVideoRecorder)
class = discovery
grade = F2 S4
makers =
votes = recorder +2.5, camera -1.0, other -1.0
says = announces itself as ONVIF video storage or display
source = ONVIF Core Specification, device discovery
match = NetworkVideoStorage
no_match = NetworkVideoTransmitter

[wsd-printer]
kind = wsd.types
pattern = (PrintDeviceType|PrinterServiceType|ScanDeviceType|ScannerServiceType)
class = discovery
grade = F2 S4
makers =
votes = other +4.0, camera -2.0
says = announces itself as a printer or scanner
source = Microsoft WSD print device definition
match = Device PrintDeviceType
no_match = Device

[wsd-computer]
kind = wsd.types
pattern = (^|[^a-z])Computer([^a-z]|$)
class = discovery
grade = F1 S4
makers =
votes = other +4.0, camera -2.0
says = announces itself as a computer
source = Microsoft publication services
match = Device Computer
no_match = Device

[onvif-type-scope]
kind = wsd.scope
pattern = ^onvif://www\.onvif\.org/type/(video_encoder|NetworkVideoTransmitter|ptz|video_analytics|IPC)$
class = discovery
grade = F1 S4 Em
makers =
votes = camera +2.0, recorder +1.0, other -1.5
says = ONVIF scope of a video device
source = ONVIF Core Specification, device discovery
match = onvif://www.onvif.org/type/video_encoder
no_match = onvif://www.onvif.org/type/audio_encoder
no_match2 = onvif://www.onvif.org/name/IPC

[onvif-streaming-scope]
kind = wsd.scope
pattern = ^onvif://www\.onvif\.org/Profile/(Streaming|T|M)$
class = discovery
grade = F1 S4 Em
makers =
votes = camera +1.5, recorder +1.2, other -1.0
says = ONVIF scope of a device that streams video
source = ONVIF Profile S and T specifications
match = onvif://www.onvif.org/Profile/Streaming
no_match = onvif://www.onvif.org/Profile/C

[onvif-access-scope]
kind = wsd.scope
pattern = ^onvif://www\.onvif\.org/Profile/[ACD]$
class = discovery
grade = F1 S4
makers =
votes = other +2.0
says = ONVIF scope of an access control device
source = ONVIF Profile A, C and D specifications
match = onvif://www.onvif.org/Profile/C
no_match = onvif://www.onvif.org/Profile/G

[onvif-answers]
kind = onvif.manufacturer
pattern = [^ ]
class = discovery
grade = F1 S4 Em
makers =
votes = camera +2.0, recorder +1.5, other -1.5
says = answers ONVIF GetDeviceInformation
source = ONVIF Core Specification
match = H264
match2 = Axis
no_match = " "

[onvif-model-recorder]
kind = onvif.model
pattern = (^|[^a-z])(NVR|DVR|XVR|HVR|HCVR)([^a-z]|$)
class = label
grade = F0 S4
makers =
votes = recorder +2.5, camera -1.0
says = calls itself a recorder
source = wording of many makers
match = NVR5216-16P
no_match = IPC-HDW5421S

[onvif-model-camera]
kind = onvif.model
pattern = (^|[^a-z])(IPC|IP ?cam(era)?|camera|bullet|dome|PTZ|webcam)([^a-z]|$)
class = label
grade = F0 S4
makers =
votes = camera +1.5
says = calls itself a camera
source = wording of many makers
match = IPC
match2 = IP Camera
no_match = NVR

[upnp-camera-device]
kind = upnp.device_type
pattern = :device:(DigitalSecurityCamera|NetworkCamera|IPCamera|IPCam|DCS-[0-9])
class = discovery
grade = F1 S4
makers =
votes = camera +4.0, other -3.0
says = UPnP device type of a camera
source = ISO/IEC 29341-5-1, Digital Security Camera; D-Link's own device types
match = urn:schemas-upnp-org:device:DigitalSecurityCamera:1
match2 = urn:schemas-upnp-org:device:DCS-935L:1
no_match = urn:schemas-upnp-org:device:Basic:1

[ssdp-camera-type]
kind = ssdp.type
pattern = (:device:|:)(DigitalSecurityCamera|NetworkCamera|IPCamera|IPCam)(:|$)
class = discovery
grade = F1 S4
makers =
votes = camera +4.0, other -3.0
says = announces a camera by UPnP
source = ISO/IEC 29341-5-1, Digital Security Camera; hnap:NetworkCamera of D-Link cameras
match = urn:schemas-upnp-org:device:DigitalSecurityCamera:1
match2 = hnap:NetworkCamera
no_match = urn:schemas-upnp-org:device:InternetGatewayDevice:1

[ssdp-camera-server]
kind = ssdp.server
pattern = (^|[^a-z])(ip ?cam(era)?|network camera|internet camera|dcs-[0-9]{3,4}[a-z]*)([^a-z]|$)
class = discovery
grade = F1 S4
makers =
votes = camera +3.0, other -2.0
says = UPnP server text that names a camera
source = observed in public captures (andypitcher/IoT_Sentinel)
match = Linux, UPnP/1.0 DCS-935L/1.0
match2 = Linux UPnP/1.0 IP Camera/1.0
no_match = Linux/3.14.0 UPnP/1.0 IpBridge/1.9.0

[ssdp-camera-location]
kind = ssdp.location
pattern = /(IPCam|Camera|NetCam|DigitalSecurityCamera)[A-Za-z0-9_-]*\.xml
class = discovery
grade = F2 S4
makers =
votes = camera +3.0, other -2.0
says = UPnP description under a file name that speaks of a camera
source = observed in public captures (andypitcher/IoT_Sentinel); two published replies
match = http://192.0.2.10:80/IPCamDesc.xml
match2 = http://192.0.2.10:49152/DigitalSecurityCamera1.xml
no_match = http://192.0.2.10:80/description.xml

[upnp-camera-words]
kind = upnp.model_description
pattern = (^|[^a-z])(ip|network|internet|wireless|security|surveillance|day.?night|cloud|pan[/ &-]*tilt)[ -]*cam(era)?([^a-z]|$)
class = label
grade = F0 S4
makers =
votes = camera +3.0, other -2.0
says = describes itself as a camera
source = wording of many makers
match = Wireless Internet Camera
match2 = D-Link Network Camera
no_match = Philips hue Personal Wireless Lighting

[upnp-camera-model]
kind = upnp.model
pattern = (^|[^a-z])(ip|network|internet|wireless|security|surveillance)[ -]*cam(era)?([^a-z]|$)|^(ip-?cam|webcam)
class = label
grade = F0 S4
makers =
votes = camera +3.0, other -2.0
says = model name that speaks of a camera
source = wording of many makers
match = Network Camera
match2 = IPCAM
no_match = Philips hue bridge 2015

[upnp-camera-name]
kind = upnp.name
pattern = (^|[^a-z])(ip|network|internet|wireless|security|surveillance)[ -]*cam(era)?([^a-z]|$)
class = label
grade = F0 S4
makers =
votes = camera +2.0, other -1.0
says = UPnP name that speaks of a camera
source = wording of many makers
match = IP Camera (192.0.2.10)
no_match = Living room

[upnp-recorder-words]
kind = upnp.model_description
pattern = (^|[^a-z])(network video recorder|digital video recorder|NVR|DVR|XVR)([^a-z]|$)
class = label
grade = F0 S4
makers =
votes = recorder +3.0, camera -0.5
says = describes itself as a video recorder
source = wording of many makers
match = Network Video Recorder
no_match = Network Camera

[mdns-video-service]
kind = mdns.service
pattern = ^_(axis-video|rtsp|arec|camera|psia|CGI|nvr-camera|onvif)\._(tcp|udp)
class = discovery
grade = F2 S4
makers =
votes = camera +2.5, recorder +0.5, other -1.0
says = announces a video service
source = IANA service names; julienblitte/UniversalScanner (Axis, Arecont); PSIA announces _psia
match = _rtsp._tcp
match2 = _axis-video._tcp.local
no_match = _http._tcp

[mdns-recorder-service]
kind = mdns.service
pattern = ^_axis-nvr\._tcp
class = discovery
grade = F2 S1
makers = axis
votes = recorder +3.0
says = announces an Axis recorder
source = julienblitte/UniversalScanner Axis.selftest
match = _axis-nvr._tcp.local
no_match = _axis-video._tcp.local

[mdns-camera-words]
kind = mdns.instance
pattern = (^|[^a-z])(ip|network|internet|wireless|web|net)[ -]*cam(era)?([^a-z]|$)
class = label
grade = F0 S4
makers =
votes = camera +2.0, other -0.7
says = service name that speaks of a camera
source = wording of many makers
match = Network Camera [00:11:22:33:44:55]._http._tcp.local
no_match = Philips hue - 0A1B2C._hap._tcp.local

[mdns-camera-txt]
kind = mdns.txt
pattern = (^|[^a-z])(ip|network|internet|wireless)[ -]*cam(era)?([^a-z]|$)
class = label
grade = F0 S4
makers =
votes = camera +2.5, other -1.5
says = service text that speaks of a camera
source = observed in public captures (andypitcher/IoT_Sentinel)
match = IC-3115W Network Camera
no_match = md=BSB002

[homekit-camera]
kind = mdns.txt
pattern = ^ci=(17|18)$
class = discovery
grade = F2 S4
makers =
votes = camera +3.5, other -2.5
says = HomeKit category of a camera or video doorbell
source = HomeKit Accessory Protocol, accessory categories 17 and 18
match = ci=17
no_match = ci=2

[homekit-other]
kind = mdns.txt
pattern = ^ci=([3-9]|1[0-6]|19|2[0-9]|3[0-9])$
class = discovery
grade = F2 S4
makers =
votes = other +3.0, camera -2.0
says = HomeKit category of something that is not a camera
source = HomeKit Accessory Protocol, accessory categories
match = ci=5
match2 = ci=31
no_match = ci=17
no_match2 = ci=2

[hostname-camera]
kind = dhcp.hostname
pattern = (ip-?cam|netcam|webcam|localcam|iotcam|doorcam|babycam|dashcam)|(^|[-_. 0-9])cam(era)?[0-9]*([-_. ]|$)|(^|[-_.])ipc[-_.0-9]|^ipc$
class = host
grade = F0 S4
makers =
votes = camera +1.5, other -0.5
says = host name that speaks of a camera
source = wording of many makers
match = IPCAM
match2 = camera-12
match3 = IPC-4F2
no_match = campus
no_match2 = ipconfig

[hostname-recorder]
kind = dhcp.hostname
pattern = (^|[-_. 0-9])(nvr|dvr|xvr|hvr)[0-9]*([-_. ]|$)
class = host
grade = F0 S4
makers =
votes = recorder +1.5
says = host name that speaks of a recorder
source = wording of many makers
match = NVR
match2 = office-dvr
no_match = nvram

[mdns-host-camera]
kind = mdns.host
pattern = (ip-?cam|netcam|webcam|localcam|iotcam|doorcam|babycam)|(^|[-_. 0-9])cam(era)?[0-9]*([-_. ]|$)|(^|[-_.])ipc[-_0-9]
class = host
grade = F0 S4
makers =
votes = camera +1.5, other -0.5
says = host name that speaks of a camera
source = wording of many makers; localcam and iotcam observed in public captures (andypitcher/IoT_Sentinel)
match = localcam.local
match2 = iotcam0001.local
no_match = campus.local

[http-camera-realm]
kind = http.realm
pattern = (^|[^a-z])(ip|network|internet|wireless|net|web|security)[ _-]*cam(era)?s?([^a-z]|$)
class = web
grade = F1 S4
makers =
votes = camera +2.5, other -2.0
says = web realm that speaks of a camera
source = nmap-service-probes and rapid7/recog xml/http_wwwauth.xml
match = Network Camera
match2 = Internet Camera
no_match = Campus network

[http-camera-server]
kind = http.server
pattern = (^|[^a-z])(ip|network|internet|wireless|net|web|camera)[ _-]*cam(era)?s?([^a-z]|$)|^Camera Web Server
class = web
grade = F1 S4
makers =
votes = camera +2.5, other -2.0
says = web server name that speaks of a camera
source = nmap-service-probes and rapid7/recog xml/http_servers.xml
match = Netwave IP Camera
match2 = Camera Web Server/1.0 Auther: Steven Wu
no_match = GoAhead-Webs

[http-camera-title]
kind = http.title
pattern = (^|[^a-z])(ip|network|internet|wireless|net|web|security|surveillance)[ _-]*cam(era)?s?([^a-z]|$)
class = web
grade = F0 S4
makers =
votes = camera +2.0, other -1.0
says = page title that speaks of a camera
source = rapid7/recog xml/html_title.xml
match = Network Camera
match2 = IPCam Client
no_match = Webcomics

[http-recorder-title]
kind = http.title
pattern = (^|[^a-z])(NVR|DVR|XVR|network video recorder|digital video recorder)([^a-z]|$)
class = web
grade = F0 S4
makers =
votes = recorder +2.5, other -1.0
says = page title that speaks of a video recorder
source = rapid7/recog xml/html_title.xml
match = Web Viewer for Samsung DVR
no_match = Network Camera

[http-mjpeg]
kind = http.content_type
pattern = ^multipart/x-mixed-replace
class = media
grade = F2 S4
makers =
votes = camera +1.5, recorder +0.5, other -0.3
says = serves a stream of pictures over HTTP
source = common practice of cameras; documented by Axis and D-Link
match = multipart/x-mixed-replace;boundary=--video boundary--
no_match = multipart/form-data

[http-snapshot-path]
kind = http.served_path
pattern = /(snapshot|snap|image|video|mjpe?g|videostream|jpg|video2?)\.(cgi|jpe?g|mjpe?g)([?]|$)
class = web
grade = F1 S4
makers =
votes = camera +1.0, other -0.3
says = serves a picture under an address that is common to cameras
source = CamioCam/rtsp list of cameras and makers' manuals
match = /image/jpeg.cgi/snapshot.cgi
match2 = /mjpeg.cgi
no_match = /images/logo.jpg

[cert-camera]
kind = cert.subject
pattern = (^|[^a-z])(ip|network|security)[ _-]*camera([^a-z]|$)|OU=DVRNVR
class = tls
grade = F1 S4
makers =
votes = camera +1.5, recorder +0.5
says = certificate that speaks of a camera
source = rapid7/recog xml/x509_subjects.xml
match = CN=192.0.2.10,OU=IP Camera
no_match = CN=campus

[gsoap-tutorial]
kind = wsd.endpoint
pattern = ^urn:uuid:464A4854-4656-5242-4530-[0-9A-F]{12}$
class = discovery
grade = F2 S4
makers =
votes = camera +0.5
says = ONVIF identity of a widely copied example program: of no maker
source = two published sources of the example
match = urn:uuid:464A4854-4656-5242-4530-313035394100
no_match = urn:uuid:00010010-0001-1020-8000-48ea63000001

[mstar-reference]
kind = wsd.scope
pattern = /(name/ONVIF_ICAMERA|hardware/MSTAR_IPNC)$
class = discovery
grade = F2 S4
makers =
votes = camera +1.5
says = ONVIF scope of a chip maker's reference firmware: of no camera maker
source = vicmaeg/onvif-discovery issue 17
match = onvif://www.onvif.org/hardware/MSTAR_IPNC
no_match = onvif://www.onvif.org/hardware/IPC

[hisilicon-vodserver]
kind = rtsp.server
pattern = ^HiIpcam/V[0-9]
class = media
grade = F1 S4
makers =
votes = camera +1.5, recorder +0.5, other -1.5
says = RTSP server of a chip maker's reference software: of no camera maker
source = rapid7/recog xml/rtsp_servers.xml and nmap-service-probes; they name different makers
match = HiIpcam/V100R003 VodServer/1.0.0
no_match = Hipcam RealServer/V1.0

[cloud-camera-host]
kind = dns.query
pattern = (^|[.-])(ipc|dcipc|smartcamera|vs-cam|is-cam|relay-dcipc)[0-9]*\.[a-z0-9.-]+$
class = cloud
grade = F3 S4
makers =
votes = camera +0.5
says = asks for a server whose name speaks of cameras; a phone with the maker's app may as well
source = host names in NEU-SNS/intl-iot, tqy1025/SupplyChainTracing and published Tapo host lists
match = use1-relay-dcipc.i.tplinknbu.com
match2 = business.smartcamera.api.io.mi.com
no_match = tipco.example.com

[tftp-boot-script]
kind = tftp.read
pattern = \.(sh|scr|script)$|(^|[/_.-])(auto)?(update|upgrade)([/_.-]|$)|script
class = host
grade = F2 S4
makers =
votes = camera +2.2, other -1.0
says = fetches a script or an update by TFTP, as cameras do whose assembly set-up was left in
source = observed of Ednet cameras in public captures (andypitcher/IoT_Sentinel); phones and routers fetch other files
match = /upgrade/update.sh
match2 = boot.script
no_match = SEP001122334455.cnf.xml

[lldp-switch]
kind = lldp.capabilities
pattern = (^|, )(bridge|router|access point)(,|$)
class = label
grade = F0 S4
votes = other +1.5, camera -0.5
says = announces itself by LLDP as a bridge, router or access point
source = IEEE 802.1AB-2016 table 8-4
match = bridge
match2 = bridge, router
no_match = station only
no_match2 = service bridges

[lldp-telephone]
kind = lldp.capabilities
pattern = (^|, )telephone(,|$)
class = label
grade = F0 S4
votes = other +2.0, camera -1.0
says = announces itself by LLDP as a telephone
source = IEEE 802.1AB-2016 table 8-4
match = bridge, telephone
no_match = station only

[cdp-switch]
kind = cdp.capabilities
pattern = (^|, )(router|switch|transparent bridge)(,|$)
class = label
grade = F0 S4
votes = other +1.5, camera -0.5
says = announces itself by CDP as a switch or router
source = tcpdump print-cdp.c and Wireshark packet-cdp.c, bits of the capabilities field
match = switch, multicast filter
match2 = router
no_match = host

[snmp-agent-hikvision]
kind = snmp.object_id
pattern = ^1\.3\.6\.1\.4\.1\.(39165|50001)(\.|$)
class = firmware
grade = F1 S2
makers = hikvision
votes = camera +1.0, recorder +1.0
says = SNMP agent that stands under Hikvision's number in the registry of enterprises
source = GLPI Agent, lib/GLPI/Agent/SNMP/MibSupport/Hikvision.pm (39165); Home Assistant integration of Hikvision by SNMP (39165 for cameras, 50001 for recorders); sure
match = 1.3.6.1.4.1.39165.1.1
match2 = 1.3.6.1.4.1.50001.1
no_match = 1.3.6.1.4.1.391650
no_match2 = 1.3.6.1.4.1.8072.3.2.10

[snmp-agent-dahua]
kind = snmp.object_id
pattern = ^1\.3\.6\.1\.4\.1\.1004849(\.|$)
class = firmware
grade = F1 S2
makers = dahua
votes = camera +1.0, recorder +1.0
says = SNMP agent that stands under the number that Dahua's own MIB uses
source = DAHUA-SNMP-MIB as used by LibreNMS (includes/discovery of os dahua) and a recorder's answer 1.3.6.1.4.1.1004849.3.2.10 in a public test; sure
match = 1.3.6.1.4.1.1004849.3.2.10
no_match = 1.3.6.1.4.1.100484

[snmp-agent-axis]
kind = snmp.object_id
pattern = ^1\.3\.6\.1\.4\.1\.368(\.|$)
class = firmware
grade = F1 S1
makers = axis
votes = camera +1.0
says = SNMP agent that stands under Axis' number in the registry of enterprises
source = AXIS-VIDEO-MIB as used by LibreNMS and centreon-plugins; its print servers stand there too; sure
match = 1.3.6.1.4.1.368.4.1
no_match = 1.3.6.1.4.1.3680.1

[gb28181-camera]
kind = gb28181.id
pattern = ^[0-9]{10}13[12][0-9]{7}$
class = control
grade = F2 S4
votes = camera +2.5, other -1.5
says = registers as a camera by GB/T 28181, the standard of China's surveillance networks: firmware made for that market, whoever wrote it
source = GB/T 28181-2016 annex D, types 131 and 132; the same in several public implementations of the type table
match = 34020000001320000001
match2 = 11010500001310000001
no_match = 34020000002000000001
no_match2 = 3402000000132000000

[gb28181-recorder]
kind = gb28181.id
pattern = ^[0-9]{10}11[1238][0-9]{7}$
class = control
grade = F2 S4
votes = recorder +2.5, other -1.0
says = registers as a recorder or encoder by GB/T 28181, the standard of China's surveillance networks: firmware made for that market, whoever wrote it
source = GB/T 28181-2016 annex D, types 111, 112, 113 and 118; the same in several public implementations of the type table
match = 34020000001180000001
no_match = 34020000001320000001

[gb28181-answers]
kind = gb28181.message
pattern = ^Response (DeviceInfo|DeviceStatus|Catalog|ConfigDownload|RecordInfo)$
class = control
grade = F2 S4
votes = camera +1.5, recorder +1.5, other -1.0
says = answers by GB/T 28181, the standard of China's surveillance networks: firmware made for that market, whoever wrote it
source = GB/T 28181-2016 annex A
match = Response DeviceInfo
no_match = Query DeviceInfo
no_match2 = Notify Keepalive
