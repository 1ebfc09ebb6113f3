; Hanwha Vision, IDIS, Truen, Webgate, CAP.

[hanwha-rtsp-realm]
kind = rtsp.realm
pattern = ^(iPOLiS|NET-i)(_[0-9A-F]+)?$
class = media
grade = F2 S2
makers = hanwha
votes = camera +2.0, recorder +1.0, other -2.0
says = RTSP realm of Hanwha's firmware
source = nmap-service-probes and Ullaakut/cameradar issue 199
match = iPOLiS
match2 = NET-i
no_match = polis

[hanwha-http-realm]
kind = http.realm
pattern = ^(iPOLiS|NET-i)(_[0-9A-F]+)?$
class = web
grade = F2 S2
makers = hanwha
votes = camera +1.5, recorder +0.7, other -1.5
says = web realm of Hanwha's firmware
source = by the RTSP realm in nmap-service-probes; that the web uses it too is likely
match = iPOLiS
no_match = polis

[hanwha-rtsp-path]
kind = rtsp.served_path
pattern = /profile[0-9]+/media\.smp
class = media
grade = F1 S2
makers = hanwha
votes = camera +1.5, recorder +1.0, other -1.5
says = serves streams under Hanwha's addresses
source = CamioCam/rtsp list of cameras
match = /profile2/media.smp
match2 = /0/profile2/media.smp
no_match = /profile1

[hanwha-http-path]
kind = http.served_path
pattern = ^/stw-cgi/[a-z]+\.cgi
class = web
grade = F1 S2
makers = hanwha
votes = camera +1.0, recorder +1.0
says = answers on paths of Hanwha's interface
source = rapid7/recog xml/html_title.xml and the maker's interface guide
match = /stw-cgi/system.cgi?msubmenu=deviceinfo&action=view
no_match = /cgi-bin/system.cgi

[hanwha-http-wmf]
kind = http.served_path
pattern = ^/wmf/index\.html
class = web
grade = F1 S2
makers = hanwha
votes = camera +0.7, recorder +0.5
says = serves the page of Hanwha's web viewer
source = maker's hardening guide
match = /wmf/index.html#/login
no_match = /index.html

[hanwha-title]
kind = http.title
pattern = ^(Wisenet WEBVIEWER|Hanwha (Techwin|Vision)|Web Viewer for Samsung DVR|Samsung Techwin)
class = label
grade = F0 S2
makers = hanwha
brand = Hanwha Vision
votes = camera +1.0, recorder +0.7
says = page title of Hanwha's web viewer
source = rapid7/recog xml/html_title.xml
match = Wisenet WEBVIEWER
no_match = WebViewer

[hanwha-onvif]
kind = onvif.manufacturer
pattern = ^(Hanwha|Samsung Techwin|Wisenet)
class = label
grade = F0 S2
makers = hanwha
brand = Hanwha Vision
says = names Hanwha as its manufacturer
source = brand text and a published scope set
match = Hanwha Techwin
match2 = Hanwha Vision
no_match = Samsung Electronics

[hanwha-wsd-name]
kind = wsd.name
pattern = ^(Hanwha|Samsung Techwin|Wisenet)
class = label
grade = F0 S2
makers = hanwha
brand = Hanwha Vision
says = names itself Hanwha in its ONVIF scopes
source = published scope set
match = Hanwha Vision
no_match = Hana

[hanwha-model]
kind = onvif.model
pattern = ^[XQPTAHS]N[DPOVEFSKBTLH]-[A-Z]?[0-9]{3,4}
class = label
grade = F0 S2
makers = hanwha
brand = Hanwha Vision
votes = camera +2.5, recorder -1.0
says = model name in the form of Hanwha's cameras
source = community nmap script
match = XNP-6400
match2 = QNO-8080R
no_match = XRN-1620

[hanwha-model-recorder]
kind = onvif.model
pattern = ^([XQPLW]R[NDX]|S[RH]D)-[A-Z]?[0-9]{3,4}
class = label
grade = F0 S2
makers = hanwha
brand = Hanwha Vision
votes = recorder +2.5, camera -1.0
says = model name in the form of Hanwha's recorders
source = product names on hanwhavision.com
match = XRN-1620B2
no_match = XNP-6400

[hanwha-sdp-info]
kind = sdp.information
pattern = ^samsung$
class = media
grade = F2 S2
makers = hanwha
says = SDP information line of Hanwha's firmware
source = maker document, single source; to be checked on a unit
match = samsung
no_match = Samsung TV

[hanwha-retransmit]
kind = rtsp.headers
pattern = x-Accept-Retransmit
class = media
grade = F2 S3
makers = hanwha
says = RTSP header that Hanwha's firmware sends
source = single source; to be checked on a unit
match = CSeq,x-Accept-Retransmit,Content-Type
no_match = CSeq,Content-Type

[idis-http-server]
kind = http.server
pattern = ^unknown HTTP server$
class = web
grade = F2 S2
makers = idis
votes = camera +0.5, recorder +0.7
says = web server text of IDIS devices
source = nmap-service-probes
match = unknown HTTP server
no_match = unknown

[idis-onvif]
kind = onvif.manufacturer
pattern = ^IDIS( |$)
class = label
grade = F0 S1
makers = idis
brand = IDIS
says = names IDIS as its manufacturer
source = brand text; IEEE registrant name
match = IDIS
no_match = IDISCO

[truen-cert]
kind = cert.subject
pattern = CN=TCAM.*O=Truen|O=Truen.*CN=TCAM
class = tls
grade = F1 S2
makers = truen
votes = camera +2.0, other -1.0
says = presents the certificate of Truen's firmware, which relabelled units keep
source = rapid7/recog xml/x509_subjects.xml
match = CN=TCAM,OU=Security,O=Truen,L=Seoul,ST=Seoul,C=KR
match2 = C=KR,ST=Seoul,L=Seoul,O=Truen,OU=Security,CN=TCAM
no_match = CN=TCAM

[truen-upnp]
kind = upnp.model
pattern = ^Mozart-
class = discovery
grade = F1 S2
makers = truen
votes = camera +1.5
says = UPnP model name of Truen's boards, seen under another label
source = single source, rapid7/recog names the relabel
match = Mozart-330
no_match = Mozart

[truen-onvif]
kind = onvif.manufacturer
pattern = ^TRUEN$
class = label
grade = F0 S1
makers = truen
brand = Truen
says = names Truen as its manufacturer
source = brand text; IEEE registrant name
match = TRUEN
no_match = TRUE

[webgate-http]
kind = http.server
pattern = ^wg_httpd/
class = web
grade = F2 S2
makers = webgate
votes = camera +0.7, recorder +1.0
says = web server of Webgate's devices
source = nmap-service-probes
match = wg_httpd/1.0(based Boa/0.92q)
no_match = Boa/0.94

[webgate-ftp]
kind = ftp.greeting
pattern = ^eDVR FTP Server v.*WebGate Inc
class = control
grade = F2 S2
makers = webgate
votes = camera +0.5, recorder +1.0, other -0.5
says = FTP server of Webgate's firmware
source = nmap-service-probes
match = eDVR FTP Server v1.0 (c)Copyright WebGate Inc. 2004-2009
no_match = Example FTP Server v1.0

[webgate-meta]
kind = http.meta
pattern = ^generator=WebGateInc$
class = web
grade = F1 S2
makers = webgate
votes = camera +0.7, recorder +0.7
says = serves a page made by Webgate's own generator
source = nmap-service-probes
match = generator=WebGateInc
no_match = generator=WebGate

[webgate-title]
kind = http.title
pattern = ^WebEye Index Page
class = web
grade = F0 S2
makers = webgate
votes = camera +0.7, recorder +0.7
says = page title of Webgate's devices
source = nmap-service-probes
match = WebEye Index Page
no_match = Index Page

[cap-upnp-udn]
kind = ssdp.usn
pattern = ^(uuid:)?HA[0-9][A-Z][0-9]{4}[A-Z](:|$)
class = discovery
grade = F2 S2
makers = cap
says = UPnP identity in the form of CAP's cameras
source = two published replies; one model
match = uuid:HA0A0073A::upnp:rootdevice
no_match = uuid:0A0073A
