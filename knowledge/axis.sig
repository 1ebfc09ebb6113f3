; Axis.

[axis-dhcp]
kind = dhcp.vendor_class
pattern = ^AXIS,
class = host
grade = F2 S1
makers = axis
brand = Axis
says = DHCP vendor class with Axis, product type and model
source = rapid7/recog xml/dhcp_vendor_class.xml and xnih/satori; sure
match = AXIS,Network Camera,P3343,5.20.3
no_match = AXIS

[axis-dhcp-camera]
kind = dhcp.vendor_class
pattern = ^AXIS,[^,]*(Camera|Video Encoder|Video Server|Dome|Bullet|PTZ)
class = host
grade = F2 S1
makers = axis
votes = camera +4.0, other -3.0
says = DHCP vendor class of an Axis camera or encoder
source = rapid7/recog xml/dhcp_vendor_class.xml and xnih/satori; sure
match = AXIS,PTZ Dome Network Camera,M5014,5.50.3.7
match2 = AXIS,Bullet Camera,P1468-LE
no_match = AXIS,Network Speaker,C1004-E

[axis-dhcp-other]
kind = dhcp.vendor_class
pattern = ^AXIS,[^,]*(Speaker|Door|Controller|Audio|Strobe|Relay|Switch|Intercom)
class = host
grade = F2 S1
makers = axis
votes = other +2.5, camera -1.5
says = DHCP vendor class of an Axis product that is not a camera
source = by the form in rapid7/recog; product types on axis.com
match = AXIS,Network Speaker,C1004-E
no_match = AXIS,Network Camera,P3343,5.20.3

[axis-host]
kind = dhcp.hostname
pattern = ^axis-[0-9a-f]{12}$
class = host
grade = F1 S1
makers = axis
votes = camera +1.5
says = host name in the form of Axis's products
source = xnih/satori and rapid7/recog
match = axis-accc8e000001
no_match = axis-server

[axis-mdns-host]
kind = mdns.host
pattern = ^axis-[0-9a-f]{12}
class = host
grade = F1 S1
makers = axis
votes = camera +1.5
says = mDNS name in the form of Axis's products
source = home-assistant/core zeroconf names
match = axis-accc8e000001.local
no_match = axis.local

[axis-mdns-service]
kind = mdns.service
pattern = ^_axis-(video|nvr)\._tcp
class = discovery
grade = F2 S3
makers = axis, doorbird
says = announces Axis's video service; DoorBird does as well
source = julienblitte/UniversalScanner Axis.selftest, home-assistant/core zeroconf names
match = _axis-video._tcp
no_match = _http._tcp

[axis-mdns-instance]
kind = mdns.instance
pattern = ^AXIS [A-Z0-9-]+ - [0-9A-F]{12}
class = discovery
grade = F2 S1
makers = axis
brand = Axis
votes = camera +1.5
says = mDNS service name of an Axis product: model and MAC address
source = home-assistant/core zeroconf names
match = AXIS M1065-LW - ACCC8E000001._axis-video._tcp.local
no_match = AXIS

[axis-mdns-oui]
kind = mdns.txt
pattern = ^macaddress=(00408C|ACCC8E|B8A44F|E82725)
class = discovery
grade = F1 S1
makers = axis
says = service text with a MAC address of Axis
source = julienblitte/UniversalScanner Axis.selftest; prefixes from the IEEE list
match = macaddress=ACCC8E000001
no_match = macaddress=1CCAE3000001

[doorbird-mdns]
kind = mdns.txt
pattern = ^macaddress=1CCAE3
class = discovery
grade = F1 S1
makers = doorbird
brand = DoorBird
votes = camera +1.0
says = service text with a MAC address of DoorBird
source = home-assistant/core zeroconf names; IEEE list
match = macaddress=1CCAE3000001
no_match = macaddress=ACCC8E000001

[axis-upnp-udn]
kind = upnp.udn
pattern = ^uuid:Upnp-BasicDevice-1_0-(00408C|ACCC8E|B8A44F|E82725)[0-9A-F]{6}$
class = discovery
grade = F2 S1
makers = axis
says = UPnP identity in Axis's form with its own MAC address
source = two published descriptions; the form alone is also Edimax's
match = uuid:Upnp-BasicDevice-1_0-ACCC8E000001
no_match = uuid:Upnp-BasicDevice-1_0-74DA38000001

[axis-upnp-name]
kind = upnp.name
pattern = ^AXIS [A-Z0-9-]+ - [0-9A-F]{12}
class = discovery
grade = F1 S1
makers = axis
brand = Axis
votes = camera +1.5
says = UPnP name in Axis's form: model and MAC address
source = two published descriptions
match = AXIS M1014 - ACCC8E000001
no_match = AXIS M1014

[axis-upnp-manufacturer]
kind = upnp.manufacturer
pattern = ^AXIS( Communications)?
class = label
grade = F0 S1
makers = axis
brand = Axis
votes = camera +1.0
says = names Axis as its manufacturer
source = two published descriptions
match = AXIS
no_match = Maxis

[axis-ssdp-server]
kind = ssdp.server
pattern = ^Linux/[0-9.]+-axis[0-9]
class = discovery
grade = F2 S1
makers = axis
says = UPnP server text with an Axis kernel
source = rapid7/recog xml/upnp_server.xml and a published reply
match = Linux/2.6.35-axis8, UPnP/1.0, Portable SDK for UPnP devices/1.6.18
no_match = Linux/2.6.35, UPnP/1.0

[axis-cert]
kind = cert.subject
pattern = CN=axis-[0-9a-f]{12}(,|$)
class = tls
grade = F1 S1
makers = axis
votes = camera +1.0
says = certificate in the form of Axis's products
source = rapid7/recog xml/x509_subjects.xml
match = CN=axis-accc8e000001,O=Axis Communications AB
no_match = CN=axis

[axis-http-realm]
kind = http.realm
pattern = ^AXIS_(WS_)?[0-9A-F]{12}$
class = web
grade = F2 S1
makers = axis
votes = camera +2.0, other -1.5
says = web realm in Axis's form with the MAC address
source = published exchange and Kane610/axis tests
match = AXIS_ACCC8E000001
no_match = AXIS

[axis-rtsp-realm]
kind = rtsp.realm
pattern = ^AXIS_(WS_)?[0-9A-F]{12}$
class = media
grade = F2 S1
makers = axis
votes = camera +2.5, other -2.0
says = RTSP realm in Axis's form with the MAC address
source = Kane610/axis tests/test_rtsp.py
match = AXIS_ACCC8E000001
no_match = AXIS

[axis-rtsp-public]
kind = rtsp.public
pattern = ^(OPTIONS, )?DESCRIBE, GET_PARAMETER, PAUSE, PLAY, SETUP, SET_PARAMETER, TEARDOWN$
class = media
grade = F2 S2
makers = axis
says = lists RTSP methods in the order of the alphabet, as Axis does
source = nmap-service-probes, three matches
match = DESCRIBE, GET_PARAMETER, PAUSE, PLAY, SETUP, SET_PARAMETER, TEARDOWN
no_match = OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, PAUSE

[axis-rtsp-path]
kind = rtsp.served_path
pattern = ^/(axis-media|mpeg4|onvif-media)/media\.amp
class = media
grade = F1 S2
makers = axis
votes = camera +2.0, other -1.5
says = serves streams under Axis's addresses
source = CamioCam/rtsp list of cameras
match = /axis-media/media.amp?camera=1
no_match = /mpeg/media.amp

[doorbird-rtsp-path]
kind = rtsp.served_path
pattern = ^/mpeg/media\.amp
class = media
grade = F1 S2
makers = doorbird
votes = camera +1.5
says = serves streams under DoorBird's addresses
source = CamioCam/rtsp list of cameras
match = /mpeg/media.amp
no_match = /mpeg4/media.amp

[axis-http-path]
kind = http.served_path
pattern = ^/axis-cgi/
class = web
grade = F1 S1
makers = axis
votes = camera +1.0, other -0.3
says = answers on paths of Axis's interface
source = VAPIX documentation
match = /axis-cgi/param.cgi?action=list
no_match = /cgi-bin/param.cgi

[axis-title]
kind = http.title
pattern = ^AXIS( |$)
class = label
grade = F0 S1
makers = axis
brand = Axis
votes = camera +1.0
says = page title of Axis's products
source = rapid7/recog xml/html_title.xml
match = AXIS
no_match = Axiscades

[axis-wsd-name]
kind = wsd.name
pattern = ^AXIS [A-Z0-9-]+
class = label
grade = F0 S1
makers = axis
brand = Axis
votes = camera +1.0
says = names itself Axis in its ONVIF scopes
source = published ProbeMatch
match = AXIS M1065-LW
no_match = Axiscades 1

[axis-onvif]
kind = onvif.manufacturer
pattern = ^AXIS( Communications)?$
class = label
grade = F0 S1
makers = axis
brand = Axis
says = names Axis as its manufacturer
source = Kane610/axis tests
match = AXIS
no_match = Axiscades
