; Xiongmai (NETSurveillance, XMeye, iCSee): boards sold under hundreds of names.

[xm-onvif-manufacturer]
kind = onvif.manufacturer
pattern = ^H264$
class = label
grade = F0 S2
makers = xiongmai
says = manufacturer 'H264', Xiongmai's default
source = two published replies
match = H264
no_match = H.264

[xm-onvif-model]
kind = onvif.model
pattern = ^(XM|NBD|IVG|HVG|IPG|AHB|MBD)[-0-9][0-9A-Z]{1,4}[_A-Z0-9-]*
class = discovery
grade = F1 S2
makers = xiongmai
says = model is the name of a Xiongmai board
source = KostasEreksonas/Besder-6024PB and published replies
match = XM530_50X50-WG_8M
match2 = XM535_X6E-WEQ_8M
match3 = NBD80S16S-KL
no_match = XMC

[xm-onvif-board]
kind = onvif.model
pattern = ^XM5[0-9]{2}_
class = discovery
grade = F1 S2
makers = xiongmai
votes = camera +2.0, recorder -1.0
says = model is the name of a Xiongmai camera board
source = KostasEreksonas/Besder-6024PB and published replies
match = XM530_50X50-WG_8M
no_match = NBD80S16S-KL

[xm-onvif-firmware]
kind = onvif.firmware
pattern = ^V[45]\.[0-9]{2}\.R[0-9]{2}\.[0-9A-Z]{8}\.[0-9]{5}
class = discovery
grade = F2 S2
makers = xiongmai
says = firmware version in Xiongmai's form
source = KostasEreksonas/Besder-6024PB and published replies
match = V5.00.R02.00030747.10010.349f17..ONVIF 16.12
no_match = V5.5.6 build 180326

[xm-wsd-endpoint]
kind = wsd.endpoint
pattern = ^urn:uuid:[0-9a-f]{8}-5566-7788-99aa-[0-9a-f]{12}$
class = discovery
grade = F2 S2
makers = xiongmai
says = ONVIF identity built in Xiongmai's way: constant middle, then the MAC address
source = five published ProbeMatches
match = urn:uuid:11223344-5566-7788-99aa-001216000001
no_match = urn:uuid:464a4854-4656-5242-4530-313035394100

[xm-wsd-port]
kind = wsd.address
pattern = ^http://[^/]*:8899/onvif/
class = discovery
grade = F1 S3
makers = xiongmai, macro-video
says = ONVIF service on port 8899, as on Xiongmai and V380 boards
source = published ProbeMatches; johndoe31415/numenworld-ipcam
match = http://192.0.2.10:8899/onvif/device_service
no_match = http://192.0.2.10/onvif/device_service

[xm-rtsp-server]
kind = rtsp.server
pattern = ^H264DVR [0-9]
class = media
grade = F2 S2
makers = xiongmai
votes = camera +1.5, recorder +1.5, other -2.0
says = RTSP server name of Xiongmai's firmware
source = nmap-service-probes; sure
match = H264DVR 1.0
no_match = H264 RTSP

[xm-rtsp-realm]
kind = rtsp.realm
pattern = ^[0-9a-f]{16}$
class = media
grade = F2 S3
makers = xiongmai
says = RTSP realm of sixteen hex digits, where Xiongmai's firmware puts the cloud serial
source = published exchange; the form alone is not rare
match = 0123456789abcdef
no_match = c47905000001

[xm-rtsp-path]
kind = rtsp.served_path
pattern = /user=[^/]*_password=[^/]*_channel=[0-9]+_stream=[0-9]
class = media
grade = F1 S3
makers = xiongmai
votes = camera +1.0, recorder +1.0
says = serves streams under Xiongmai's addresses; some other recorders share the form
source = published exchanges; ch-bas/cctv-camera-database abus.json
match = /user=admin_password=abc12345_channel=1_stream=0.sdp?real_stream
no_match = /user/channel/1

[xm-http-server]
kind = http.server
pattern = ^uc-httpd[ /]
class = web
grade = F1 S2
makers = xiongmai
votes = camera +1.0, recorder +1.0, other -1.0
says = web server of Xiongmai's firmware
source = 0x727/FingerprintHub and nmap-service-probes
match = uc-httpd 1.0.0
no_match = httpd

[xm-http-title]
kind = http.title
pattern = ^NET ?Surveillance( WEB)?$
class = web
grade = F1 S2
makers = xiongmai
votes = camera +1.0, recorder +1.5, other -2.0
says = page title of Xiongmai's web interface
source = rapid7/recog xml/html_title.xml
match = NETSurveillance WEB
no_match = Surveillance Station

[xm-dns-config]
kind = http.host
pattern = ^(pub-cfg|access-dss|pub-dss[a-z-]*|upgrade|caps|mac|pub-status)\.secu100\.net(:[0-9]+)?$
class = cloud
grade = F3 S2
makers = xiongmai
says = talks HTTP in clear with Xiongmai's configuration servers
source = johndoe31415/numenworld-ipcam and published captures
match = pub-cfg.secu100.net:8086
no_match = secu100.net.example.org

[xm-onvif-hardware]
kind = onvif.hardware
pattern = ^00001$
class = discovery
grade = F1 S3
makers = xiongmai
says = hardware id 00001, as on Xiongmai boards
source = two published replies; short, so weak
match = 00001
no_match = 1.0

[xm-onvif-server]
kind = http.server
pattern = ^hsoap/[0-9]
class = web
grade = F2 S3
makers = xiongmai
says = name of the ONVIF server on Xiongmai boards
source = published ProbeMatches of its firmware; weak
match = hsoap/2.8
no_match = gSOAP/2.8
