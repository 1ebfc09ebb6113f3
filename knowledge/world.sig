; Bosch, Vivotek, Avigilon, Pelco, Panasonic, Sony, Mobotix, ACTi, GeoVision, Ubiquiti, Arecont,
; FLIR and decoys' makers that have no file of their own.

[bosch-http-realm]
kind = http.realm
pattern = ^Use 'live' as User Name
class = web
grade = F2 S1
makers = bosch
votes = camera +2.0, other -1.5
says = web realm of Bosch's cameras
source = rapid7/recog xml/http_wwwauth.xml
match = Use 'live' as User Name and leave the Password blank
no_match = User Name

[bosch-http-server]
kind = http.server
pattern = ^(VCS-VideoJet-Webserver|VCS-VIDOS-NVR)
class = web
grade = F2 S1
makers = bosch
votes = camera +1.5, recorder +0.7, other -1.5
says = web server of Bosch's cameras and recorders
source = nmap-service-probes
match = VCS-VideoJet-Webserver
no_match = VCS

[bosch-rcp]
kind = http.served_path
pattern = ^/rcp\.xml
class = web
grade = F1 S1
makers = bosch
votes = camera +1.0
says = answers on the path of Bosch's interface
source = rapid7/recog and maker's interface documents
match = /rcp.xml?command=0x0aea
no_match = /rcp

[bosch-rtsp-realm]
kind = rtsp.realm
pattern = ^Please log in with a valid username$
class = media
grade = F2 S1
makers = bosch
votes = camera +2.0, other -1.5
says = RTSP realm of Bosch's cameras
source = deepch/RTSPtoWebRTC issue 204
match = Please log in with a valid username
no_match = Please log in

[bosch-rtsp-path]
kind = rtsp.served_path
pattern = /(rtsp_tunnel)?\?.*(line=[0-9]+.*inst=[0-9]+|inst=[0-9]+.*line=[0-9]+)
class = media
grade = F1 S1
makers = bosch
votes = camera +1.5, other -1.0
says = serves streams under Bosch's addresses
source = deepch/RTSPtoWebRTC issue 204
match = /rtsp_tunnel?p=1&line=1&inst=1&h26x=4
match2 = /?line=1&inst=2
no_match = /?line=1

[bosch-cert]
kind = cert.subject
pattern = O=Bosch (Sicherheitssysteme|Security Systems)|CN=local\.myboschcam\.net
class = tls
grade = F1 S1
makers = bosch
votes = camera +1.0
says = presents a certificate of Bosch's cameras
source = rapid7/recog xml/x509_subjects.xml
match = CN=local.myboschcam.net,O=Bosch Sicherheitssysteme GmbH,L=Grasbrunn
no_match = O=Robert Bosch GmbH

[bosch-cert-issuer]
kind = cert.issuer
pattern = OU=ST-VS,O=Bosch Sicherheitssysteme|O=Bosch Sicherheitssysteme GmbH.*OU=ST-VS
class = tls
grade = F1 S1
makers = bosch
says = certificate issued as Bosch's cameras issue theirs
source = rapid7/recog xml/x509_issuers.xml
match = CN=00-07-5f-00-00-01,OU=ST-VS,O=Bosch Sicherheitssysteme GmbH
no_match = O=Bosch

[bosch-wsd-name]
kind = wsd.name
pattern = ^BOSCH-[0-9]{15,18}$
class = discovery
grade = F1 S1
makers = bosch
brand = Bosch
votes = camera +1.0
says = ONVIF name of Bosch's cameras, with the serial number
source = two published ProbeMatches
match = BOSCH-044518442831234567
no_match = BOSCH

[bosch-wsd-hardware]
kind = wsd.hardware
pattern = ^F000[0-9A-F]{4}$
class = discovery
grade = F2 S1
makers = bosch
votes = camera +1.0
says = ONVIF hardware code of Bosch's cameras
source = two published ProbeMatches
match = F000B543
no_match = F0001

[bosch-wsd-endpoint]
kind = wsd.endpoint
pattern = ^(urn:)?uuid:00075f[0-9a-f]{2}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{2}5f-0700075f[0-9a-f]{4}$
class = discovery
grade = F2 S1
makers = bosch
says = ONVIF identity woven from Bosch's MAC address, forwards and backwards
source = two published ProbeMatches
match = urn:uuid:00075f01-0203-0302-015f-0700075f015f
no_match = urn:uuid:00075f01-0203-0302-015f-07000760015f

[bosch-onvif]
kind = onvif.manufacturer
pattern = ^bosch( |$)
class = label
grade = F0 S1
makers = bosch
brand = Bosch
says = names Bosch as its manufacturer
source = brand text
match = Bosch
no_match = Bosched

[vivotek-http-server]
kind = http.server
pattern = ^(Wireless )?(Vivotek )?Network Camera( with Pan/Tilt)?$
class = web
grade = F1 S2
makers = vivotek
votes = camera +3.0, other -2.0
says = web server of Vivotek's cameras
source = nmap-service-probes
match = Network Camera with Pan/Tilt
match2 = Vivotek Network Camera
no_match = Camera

[vivotek-http-path]
kind = http.served_path
pattern = ^/cgi-bin/(viewer/(video|getparam|camctrl)|(anonymous|viewer|operator|admin)/getparam(js)?\.cgi)
class = web
grade = F1 S2
makers = vivotek
votes = camera +1.0
says = answers on paths of Vivotek's interface
source = nmap-service-probes and the maker's interface documents
match = /cgi-bin/viewer/getparam.cgi
no_match = /cgi-bin/param.cgi

[vivotek-rtsp-path]
kind = rtsp.served_path
pattern = ^/live[0-9]s[0-9]\.sdp
class = media
grade = F1 S2
makers = vivotek
votes = camera +1.5, other -1.0
says = serves streams under Vivotek's addresses
source = CamioCam/rtsp list of cameras
match = /live1s1.sdp
no_match = /live1.sdp

[vivotek-wsd-name]
kind = wsd.name
pattern = ^VIVOTEK
class = label
grade = F0 S1
makers = vivotek
brand = Vivotek
votes = camera +1.0
says = names itself Vivotek in its ONVIF scopes
source = published scope set
match = VIVOTEK FD9187-HT
no_match = FD9187-HT

[vivotek-onvif]
kind = onvif.manufacturer
pattern = ^VIVOTEK
class = label
grade = F0 S1
makers = vivotek
brand = Vivotek
says = names Vivotek as its manufacturer
source = brand text
match = VIVOTEK
no_match = VIVO

[avigilon-rtsp-server]
kind = rtsp.server
pattern = ^AvigilonOnvifNvt/
class = media
grade = F1 S1
makers = avigilon
votes = camera +2.0, other -1.5
says = RTSP server of Avigilon's cameras
source = nmap-service-probes
match = AvigilonOnvifNvt/2.0
no_match = OnvifNvt

[avigilon-rtsp-path]
kind = rtsp.served_path
pattern = /default(Primary|Secondary)(-[0-9])?\?streamType=
class = media
grade = F1 S1
makers = avigilon
votes = camera +1.5, other -1.0
says = serves streams under Avigilon's addresses
source = CamioCam/rtsp list of cameras
match = /defaultPrimary?streamType=u
no_match = /default

[avigilon-cert]
kind = cert.subject
pattern = CN=AVIGILON-CAMERA-|O=Avigilon Corporation
class = tls
grade = F1 S1
makers = avigilon
votes = camera +1.0
says = presents a certificate of Avigilon's cameras
source = rapid7/recog xml/x509_subjects.xml
match = CN=AVIGILON-CAMERA-H4A-1,OU=Certification Manager,O=Avigilon Corporation
no_match = CN=CAMERA

[pelco-upnp]
kind = upnp.device_type
pattern = schemas-pelco-com
class = discovery
grade = F2 S1
makers = pelco
votes = camera +1.0, recorder +0.7
says = UPnP names of Pelco's interface
source = two published clients
match = urn:schemas-pelco-com:device:Camera:1
no_match = urn:schemas-upnp-org:device:Basic:1

[pelco-ssdp]
kind = ssdp.type
pattern = ^urn:schemas-pelco-com:
class = discovery
grade = F2 S1
makers = pelco
votes = camera +1.0, recorder +0.7
says = announces Pelco's services
source = two published clients
match = urn:schemas-pelco-com:service:VideoOutput:1
no_match = upnp:rootdevice

[pelco-server]
kind = http.server
pattern = ev-compat
class = web
grade = F1 S2
makers = pelco
votes = camera +0.7
says = web server text of Pelco's devices
source = rapid7/recog xml/http_servers.xml
match = gSOAP/2.7 ev-compat
no_match = gSOAP/2.7

[pelco-onvif]
kind = onvif.manufacturer
pattern = ^Pelco
class = label
grade = F0 S1
makers = pelco
brand = Pelco
says = names Pelco as its manufacturer
source = brand text
match = Pelco, Inc.
no_match = Pel

[panasonic-title]
kind = http.title
pattern = ^(WV|BB|BL|DG|WJ)-[A-Z]{1,3}[0-9]{2,4}[A-Z]* Network Camera
class = label
grade = F0 S2
makers = ipro, panasonic
brand = Panasonic
votes = camera +3.0, other -2.0
says = page title with the model of a Panasonic camera
source = nmap-service-probes
match = WV-SF135 Network Camera
no_match = Network Camera

[panasonic-rtsp-path]
kind = rtsp.served_path
pattern = ^/(Src/)?MediaInput/(h264|h265|mpeg4|stream_[1-4])
class = media
grade = F1 S3
makers = ipro, panasonic
votes = camera +1.5, other -1.0
says = serves streams under the addresses of Panasonic and i-PRO; some others copy them
source = CamioCam/rtsp list of cameras and ch-bas/cctv-camera-database issue 260
match = /MediaInput/h264
match2 = /Src/MediaInput/stream_1
no_match = /Media/h264

[ipro-onvif]
kind = onvif.manufacturer
pattern = ^(i-PRO|Panasonic)
class = label
grade = F0 S1
makers = ipro
brand = i-PRO
says = names i-PRO or Panasonic as its manufacturer
source = brand text; IEEE registrant names
match = i-PRO
match2 = Panasonic
no_match = PRO

[sony-http-server]
kind = http.server
pattern = ^(gen[5-7]th/|NetEVI/)
class = web
grade = F1 S1
makers = sony
votes = camera +2.5, other -2.0
says = web server of Sony's cameras
source = nmap-service-probes
match = gen5th/1.84.00
no_match = gen

[sony-realm]
kind = http.realm
pattern = ^Sony Network Camera
class = web
grade = F1 S1
makers = sony
brand = Sony
votes = camera +3.5, other -2.5
says = web realm of Sony's cameras
source = Ullaakut/cameradar issue 199
match = Sony Network Camera (SNC-EP580)
no_match = Sony

[sony-rtsp-realm]
kind = rtsp.realm
pattern = ^Sony Network Camera
class = media
grade = F1 S1
makers = sony
brand = Sony
votes = camera +3.5, other -2.5
says = RTSP realm of Sony's cameras
source = Ullaakut/cameradar issue 199
match = Sony Network Camera (SNC-EP580)
no_match = Sony

[sony-zepro]
kind = rtsp.server
pattern = Ze-PRO
class = media
grade = F2 S3
makers = sony, aiphone
votes = camera +1.5, other -1.0
says = RTSP server that Sony and Aiphone use
source = nmap-service-probes and public captures of both
match = xarina+ Ze-PRO
no_match = PRO

[sony-onvif]
kind = onvif.model
pattern = ^SNC-[A-Z]{2,3}[0-9]{2,3}
class = label
grade = F0 S1
makers = sony
brand = Sony
votes = camera +3.0
says = model name in the form of Sony's cameras
source = nmap-service-probes and Ullaakut/cameradar issue 199
match = SNC-EP580
no_match = SNC

[mobotix-location]
kind = http.location
pattern = /control/userimage\.html
class = web
grade = F2 S1
makers = mobotix
votes = camera +2.5, other -2.0
says = leads to the page of Mobotix's cameras
source = nmap-service-probes
match = http://192.0.2.10/control/userimage.html
no_match = /control/index.html

[mobotix-path]
kind = http.served_path
pattern = ^/control/(userimage\.html|faststream\.jpg|event\.jpg|camerainfo|rcontrol)|^/record/current\.jpg|^/admin/remoteconfig
class = web
grade = F1 S1
makers = mobotix
votes = camera +1.0, other -0.3
says = answers on paths of Mobotix's cameras
source = nmap-service-probes, CamioCam/rtsp, developer.mobotix.com help on remoteconfig, waggle-sensor/plugin-mobotix-move
match = /control/userimage.html
match2 = /control/rcontrol?action=gettext
no_match = /control/

[mobotix-meta]
kind = http.meta
pattern = ^(publisher|copyright)=MOBOTIX AG
class = web
grade = F1 S1
makers = mobotix
votes = camera +2.0, other -1.0
says = serves a page that names Mobotix as its publisher
source = detection of Mobotix webcams in Greenbone's tests and in a published WhatWeb plugin
match = publisher=MOBOTIX AG, Germany
no_match = author=MOBOTIX

[mobotix-rtsp-path]
kind = rtsp.served_path
pattern = ^/mobotix\.(h264|mjpeg|mxpeg)
class = media
grade = F1 S1
makers = mobotix
votes = camera +2.0, other -1.5
says = serves streams under Mobotix's addresses
source = CamioCam/rtsp list of cameras
match = /mobotix.h264
no_match = /h264

[mobotix-onvif]
kind = onvif.manufacturer
pattern = ^MOBOTIX
class = label
grade = F0 S1
makers = mobotix
brand = Mobotix
says = names Mobotix as its manufacturer
source = brand text
match = MOBOTIX AG
no_match = MOB

[acti-http-server]
kind = http.server
pattern = ^Httpd v[0-9]
class = web
grade = F1 S3
makers = acti
votes = camera +0.5
says = web server text of ACTi's cameras; short, so weak
source = nmap-service-probes
match = Httpd v1.0 05may2008
no_match = httpd

[acti-http-path]
kind = http.served_path
pattern = ^/cgi-bin/videoconfiguration\.cgi
class = web
grade = F1 S1
makers = acti
votes = camera +1.0, other -0.3
says = answers on the path of ACTi's cameras
source = nmap-service-probes
match = /cgi-bin/videoconfiguration.cgi
no_match = /cgi-bin/video.cgi

[acti-onvif]
kind = onvif.manufacturer
pattern = ^ACTi( |$)
class = label
grade = F0 S1
makers = acti
brand = ACTi
says = names ACTi as its manufacturer
source = brand text
match = ACTi Corporation
no_match = Action

[geovision-http]
kind = http.server
pattern = ^GeoHttpServer
class = web
grade = F2 S1
makers = geovision
votes = camera +0.5, recorder +1.5, other -1.0
says = web server of GeoVision's systems
source = nmap-service-probes and 0x727/FingerprintHub
match = GeoHttpServer
no_match = Geo

[geovision-rtsp-path]
kind = rtsp.served_path
pattern = ^/CH[0-9]{3}\.sdp
class = media
grade = F1 S1
makers = geovision
votes = camera +1.5, other -1.0
says = serves streams under GeoVision's addresses
source = CamioCam/rtsp list of cameras
match = /CH001.sdp
no_match = /CH1.sdp

[geovision-wsd]
kind = wsd.endpoint
pattern = -0013e2[0-9a-f]{6}$
class = discovery
grade = F2 S1
makers = geovision
says = ONVIF identity that ends in a MAC address of GeoVision
source = published ProbeMatch; prefix from the IEEE list
match = urn:uuid:11111111-2222-11ec-4444-0013e2000001
no_match = urn:uuid:11111111-2222-11ec-4444-0013e3000001

[geovision-http-path]
kind = http.served_path
pattern = ^/(geo-cgi/|(PictureCatch|JpegStream)\.cgi)
class = web
grade = F1 S2
makers = geovision
votes = camera +1.0, other -0.3
says = answers on paths of GeoVision's cameras
source = Greenbone's test of GeoVision cameras (CVE-2018-25118), exploit-db 43982; snapshot address in a published ONVIF reply
match = /geo-cgi/param.cgi?action=list
match2 = /PictureCatch.cgi
no_match = /cgi-bin/param.cgi

[geovision-onvif]
kind = onvif.manufacturer
pattern = ^GeoVision
class = label
grade = F0 S1
makers = geovision
brand = GeoVision
says = names GeoVision as its manufacturer
source = brand text
match = GeoVision
no_match = Geo

[ubiquiti-camera-cert]
kind = cert.subject
pattern = CN=camera\.ubnt\.dev
class = tls
grade = F1 S1
makers = ubiquiti
votes = camera +3.5, other -2.5
says = presents the certificate of Ubiquiti's cameras
source = rapid7/recog xml/x509_subjects.xml
match = CN=camera.ubnt.dev,OU=devint,O=Ubiquiti Networks Inc.,L=Taipei,C=TW
no_match = O=Ubiquiti Networks Inc.

[ubiquiti-host]
kind = dhcp.hostname
pattern = ^(UVC[-_ ]?G[0-9]|UVC[-_ ]AI)
class = label
grade = F0 S1
makers = ubiquiti
brand = Ubiquiti
votes = camera +3.5, other -2.0
says = host name in the form of Ubiquiti's cameras
source = product names on ui.com
match = UVC-G3-Dome
no_match = UAP-AC

[ubiquiti-host-other]
kind = dhcp.hostname
pattern = ^(UAP|USW|USG|UDM|U6|U7|UCK|UniFi-?(AP|Switch|Gateway))[-_ A-Z0-9]
class = label
grade = F0 S1
makers = ubiquiti
brand = Ubiquiti
votes = other +3.5, camera -2.0
says = host name in the form of Ubiquiti's network equipment
source = product names on ui.com
match = UAP-AC-Pro
no_match = UVC-G3-Dome

[arecont-mdns]
kind = mdns.service
pattern = ^_arec\._tcp
class = discovery
grade = F2 S1
makers = arecont
says = announces Arecont's own service
source = julienblitte/UniversalScanner; one source
match = _arec._tcp
no_match = _http._tcp

[arecont-realm]
kind = http.realm
pattern = ^Arecont Vision
class = web
grade = F2 S1
makers = arecont
votes = camera +3.0, other -2.0
says = web realm of Arecont's cameras
source = nmap-service-probes
match = Arecont Vision
no_match = Vision

[arecont-rtsp-path]
kind = rtsp.served_path
pattern = /h26[45]\.sdp\?.*res=(full|half)
class = media
grade = F1 S1
makers = arecont
votes = camera +1.5, other -1.0
says = serves streams under Arecont's addresses
source = CamioCam/rtsp list of cameras
match = /h264.sdp?res=full&x0=0&ssn=1
no_match = /h264.sdp

[flir-wsd]
kind = wsd.scope
pattern = ^(dvtel|flir)://
class = discovery
grade = F2 S2
makers = flir
votes = camera +1.0
says = scope of FLIR's own naming
source = vicmaeg/onvif-discovery issue 17
match = dvtel://www.dvtel.com/serial/1
no_match = onvif://www.onvif.org/name/FLIR

[flir-onvif]
kind = onvif.manufacturer
pattern = ^(FLIR Systems|DVTel|Teledyne FLIR)
class = label
grade = F0 S2
makers = flir
brand = FLIR
says = names FLIR or DVTel as its manufacturer; several makers build its lines
source = vicmaeg/onvif-discovery issue 17
match = FLIR Systems
no_match = FLIRT

[honeywell-onvif]
kind = onvif.manufacturer
pattern = ^Honeywell
class = label
grade = F0 S2
makers = honeywell
brand = Honeywell
says = names Honeywell as its manufacturer; several makers build its lines
source = brand text; see brands.csv
match = Honeywell
no_match = Honey

[verkada-host]
kind = dhcp.hostname
pattern = ^verkada
class = label
grade = F0 S1
makers = verkada
brand = Verkada
votes = camera +1.5
says = host name of Verkada's devices
source = brand text; weak
match = Verkada-CD52
no_match = verka

[ring-host]
kind = dhcp.hostname
pattern = ^Ring-[0-9a-f]{6}
class = label
grade = F0 S1
makers = ring
brand = Ring
votes = camera +2.0
says = host name in the form of Ring's doorbells and cameras
source = brand text; weak
match = Ring-a1b2c3
no_match = Ring

[arlo-host]
kind = dhcp.hostname
pattern = ^(VMB|ABB)[0-9]{4}
class = label
grade = F0 S1
makers = arlo
brand = Arlo
votes = recorder +1.0, other +0.5
says = host name in the form of Arlo's base stations
source = product names on arlo.com; weak
match = VMB4000
no_match = VMC4030
