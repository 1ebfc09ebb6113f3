; Continues firmware.sig, whose head holds for these as well.

[fw-juan-bubble]
kind = image.mark
pattern = (?-i)video/bubble
class = firmware
grade = F2 S2
makers = juan
says = serves video in Juan's own stream
source = AlexxIT/go2rtc bubble source
match = Content-Type: video/bubble
no_match = video/mp4

[fw-hualai-camera]
kind = image.path
pattern = (?-i)(^|/)bin/iCamera(_app)?$
class = firmware
grade = F1 S2
makers = hualai
says = its main program has the name of Hualai's
source = EliasKotlyar/Xiaomi-Dafang-Hacks and published start scripts of Wyze and Atom cameras
match = system/bin/iCamera
match2 = system/bin/iCamera_app
no_match = system/bin/icamera2

[fw-vstarcam-key]
kind = image.mark
pattern = (?-i)vstarcam20[0-9]{2}
class = firmware
grade = F3 S2
makers = vstarcam
says = holds a key of VStarcam's relay protocol
source = magicus/pppp-dissector PPPP.md; DavidVentura/cam-reverse
match = vstarcam2018
no_match = vstarcam

[fw-foscam-realm]
kind = image.mark
pattern = (?-i)Foscam IPCam Living Video
class = firmware
grade = F2 S2
makers = foscam
says = asks for passwords in Foscam's words
source = two published exchanges
match = realm="Foscam IPCam Living Video"
no_match = IPCam Living Video

[fw-foscam-cgi]
kind = image.path
pattern = (?-i)(^|/)CGIProxy\.fcgi$
class = firmware
grade = F2 S2
makers = foscam
says = its web server has Foscam's interface program
source = nmap-service-probes
match = usr/local/www/cgi-bin/CGIProxy.fcgi
no_match = CGIProxy.cgi

[fw-foscam-package]
kind = image.path
pattern = (?-i)(^|/)FosIPC_[A-Z]{1,3}_app_ver
class = firmware
grade = F1 S2
makers = foscam
says = an update file named as Foscam's are
source = hacked.codes, extraction of a Foscam QJ4, 2023
match = FosIPC_J_app_ver2.x.2.63.bin
no_match = IPC_J_app_ver2

[fw-tplink-realm]
kind = image.mark
pattern = (?-i)TP-L(ink|INK) IP-Camera
class = firmware
grade = F2 S2
makers = tplink
says = asks for passwords in TP-Link's words
source = three cameras in a published scan; two published exchanges
match = realm="TP-Link IP-Camera"
match2 = TP-LINK IP-Camera
no_match = TP-LINK Camera

[fw-tplink-endpoint]
kind = image.mark
pattern = 3fa1fe68-b915-4053-a3e1-
class = firmware
grade = F2 S2
makers = tplink
says = builds its ONVIF identity as TP-Link's firmware does
source = andreikop/python-ws-discovery issue 56; four published replies
match = uuid:3fa1fe68-b915-4053-a3e1-%s
no_match = 3fa1fe68-b915-4053-a3e2-

[fw-tplink-discovery]
kind = image.mark
pattern = (?-i)tdpd_(listen_thread|handle|get_encrypt_info)
class = firmware
grade = F2 S2
makers = tplink
says = holds names of TP-Link's discovery service
source = a published reverse engineering of a Tapo C260, 2026, summed up at cyber.naoy.fr
match = tdpd_listen_thread
no_match = tcpd_listen_thread

[fw-reolink-realm]
kind = image.mark
pattern = (?-i)(BC|Reolink) Streaming Media
class = firmware
grade = F2 S2
makers = reolink
says = names its media server as Reolink's firmware does
source = six published exchanges
match = realm="BC Streaming Media"
match2 = a=tool:Reolink Streaming Media 2024.12.11
no_match = LIVE555 Streaming Media

[fw-reolink-preview]
kind = image.mark
pattern = (?-i)(h26[45])?Preview_%02d_(main|sub)
class = firmware
grade = F2 S2
makers = reolink
says = builds its video paths as Reolink's firmware does
source = published client source and exchanges
match = h264Preview_%02d_main
match2 = Preview_%02d_main
no_match = Preview_main

[fw-reolink-app]
kind = image.path
pattern = (^|/)mnt/app/dvr(\.xml)?$
class = firmware
grade = F1 S2
makers = reolink
says = its main program stands where Reolink's does
source = AT0myks/reolink-fw reolinkfw
match = mnt/app/dvr.xml
no_match = mnt/app/dvr_dirty

[fw-hanwha-realm]
kind = image.mark
pattern = (?-i)realm="iPOLiS"
class = firmware
grade = F2 S2
makers = hanwha
says = asks for passwords in Hanwha's words
source = nmap-service-probes
match = Digest realm="iPOLiS"
no_match = iPOLiS mobile

[fw-hanwha-cgi]
kind = image.path
pattern = (^|/)stw-cgi/
class = firmware
grade = F2 S2
makers = hanwha
says = its web server has the folder of Hanwha's interface
source = rapid7/recog xml/html_title.xml and Hanwha's own interface guide
match = www/stw-cgi/system.cgi
no_match = www/cgi/system.cgi

[fw-hanwha-media]
kind = image.mark
pattern = (?-i)profile(%d|[0-9]{1,2})/media\.smp
class = firmware
grade = F2 S2 Em
makers = hanwha
says = holds video paths of Hanwha's
source = CamioCam/rtsp cameras/paths.csv
match = /profile%d/media.smp
no_match = /media.smp2

[fw-truen-certificate]
kind = image.cert.subject
pattern = (?-i)O ?= ?Truen
class = firmware
grade = F1 S2
makers = truen
says = holds Truen's device certificate
source = rapid7/recog xml/x509_subjects.xml
match = CN=TCAM,OU=Security,O=Truen,L=Seoul,ST=Seoul,C=KR
no_match = O=True

[fw-webgate-httpd]
kind = image.mark
pattern = (?-i)wg_httpd/
class = firmware
grade = F2 S2
makers = webgate
says = names its web server as Webgate's firmware does
source = nmap-service-probes
match = Server: wg_httpd/1.0(based Boa/0.92q)
no_match = httpd/1.0

[fw-webgate-page]
kind = image.mark
pattern = (?-i)content="WebGateInc"
class = firmware
grade = F2 S2
makers = webgate
says = its web pages name Webgate as what made them
source = nmap-service-probes
match = <meta name="generator" content="WebGateInc">
no_match = WebGate

[fw-axis-service]
kind = image.mark
pattern = (?-i)urn:axis-com:service:
class = firmware
grade = F2 S1
makers = axis
says = holds the name space of Axis' UPnP service
source = rapid7/recog; two published descriptions
match = urn:axis-com:service:BasicService:1
no_match = urn:axis:service

[fw-axis-cgi]
kind = image.path
pattern = (^|/)axis-cgi/
class = firmware
grade = F2 S1
makers = axis
says = its web server has the folder of Axis' interface
source = Axis' own VAPIX documentation
match = usr/html/axis-cgi/param.cgi
no_match = usr/html/cgi/param.cgi

[fw-bosch-httpd]
kind = image.mark
pattern = (?-i)VCS-(VideoJet-Webserver|VIDOS-NVR)
class = firmware
grade = F2 S1
makers = bosch
says = names its web server as Bosch's firmware does
source = nmap-service-probes
match = Server: VCS-VideoJet-Webserver
no_match = VideoJet

[fw-bosch-certificate]
kind = image.cert.subject
pattern = (?-i)CN ?= ?local\.myboschcam\.net
class = firmware
grade = F1 S1
makers = bosch
says = holds Bosch's device certificate
source = rapid7/recog xml/x509_subjects.xml
match = CN=local.myboschcam.net,O=Bosch Sicherheitssysteme GmbH
no_match = CN=myboschcam

[fw-vivotek-http]
kind = image.mark
pattern = (?-i)Vivotek Network Camera
class = firmware
grade = F1 S2
makers = vivotek
says = names its web server as Vivotek's firmware does
source = nmap-service-probes
match = Server: Vivotek Network Camera
no_match = Network Camera

[fw-avigilon-rtsp]
kind = image.mark
pattern = (?-i)AvigilonOnvifNvt/
class = firmware
grade = F2 S1
makers = avigilon
says = names its RTSP server as Avigilon's firmware does
source = nmap-service-probes
match = Server: AvigilonOnvifNvt/1.0
no_match = OnvifNvt/

[fw-pelco-service]
kind = image.mark
pattern = (?-i)urn:schemas-pelco-com:service:
class = firmware
grade = F2 S1 Em
makers = pelco
says = holds the name space of Pelco's interface
source = two published client sources
match = urn:schemas-pelco-com:service:CameraConfiguration:1
no_match = urn:schemas-upnp-org:service:

[fw-geovision-http]
kind = image.mark
pattern = (?-i)GeoHttpServer
class = firmware
grade = F2 S1
makers = geovision
says = names its web server as GeoVision's firmware does
source = nmap-service-probes; 0x727/FingerprintHub
match = Server: GeoHttpServer
no_match = HttpServer

[fw-mobotix-page]
kind = image.path
pattern = (^|/)control/userimage\.html$
class = firmware
grade = F2 S1
makers = mobotix
says = its web server has the first page of Mobotix's
source = nmap-service-probes
match = web/control/userimage.html
no_match = control/user.html

[fw-ubiquiti-certificate]
kind = image.cert.subject
pattern = (?-i)CN ?= ?camera\.ubnt\.dev
class = firmware
grade = F1 S1
makers = ubiquiti
says = holds Ubiquiti's camera certificate
source = rapid7/recog xml/x509_subjects.xml
match = CN=camera.ubnt.dev,OU=devint,O=Ubiquiti Networks Inc.,L=Taipei,C=TW
no_match = CN=ubnt

[fw-kalay]
kind = image.mark
pattern = (?-i)Charlie is the designer of P2P!!
class = firmware
grade = F3 S4
makers =
votes = camera +1.0
says = holds the key text of the Kalay relay library, which many makers license
source = AlexxIT/go2rtc pkg/tutk
match = Charlie is the designer of P2P!!
no_match = designer of P2P

[fw-hisilicon-vod]
kind = image.mark
pattern = (?-i)HiIpcam/V100R003
class = firmware
grade = F1 S4
makers =
votes = camera +2.0, other -1.0
says = names its media server as HiSilicon's reference software does, which many makers build on
source = nmap-service-probes; rapid7/recog xml/rtsp_servers.xml
match = HiIpcam/V100R003 VodServer/1.0.0
no_match = HiIpcam/

[fw-anyka-ipc]
kind = image.path
pattern = (^|/)bin/anyka_ipc$
class = firmware
grade = F1 S4
makers =
votes = camera +2.0, other -1.0
says = its main program has the name of Anyka's reference camera, which many makers build on
source = four published analyses
match = usr/bin/anyka_ipc
no_match = bin/anyka
