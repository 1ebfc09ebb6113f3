; D-Link: cameras (DCS-), recorders (DNR-), and the hubs, plugs and sensors (DCH-, DSP-, DHA-) that
; share their cloud. The hardware comes from several contract makers, which these texts do not show.

[dlink-host-camera]
kind = dhcp.hostname
pattern = ^DCS-[0-9]{3,4}[A-Z0-9]*
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = camera +3.5, other -2.5
says = host name in the form of D-Link's cameras
source = D-Link model naming; observed in public captures (andypitcher/IoT_Sentinel)
match = DCS-935L
match2 = DCS-930LB1
no_match = DCH-G020

[dlink-host-home]
kind = dhcp.hostname
pattern = ^(DCH|DSP|DHA|DSH)-[A-Z]?[0-9]{2,3}
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = other +4.0, camera -3.0
says = host name in the form of D-Link's hubs, plugs and sensors
source = D-Link model naming; observed in public captures (andypitcher/IoT_Sentinel)
match = DCH-G020
match2 = DSP-W215
no_match = DCS-935L

[dlink-host-network]
kind = dhcp.hostname
pattern = ^(DIR|DAP|DSL|DWR|DGS|DES|DNS|COVR|DWL)-[A-Z]?[0-9]{2,4}
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = other +4.0, camera -3.0
says = host name in the form of D-Link's network equipment and stores
source = D-Link model naming
match = DIR-868L
no_match = DCS-935L

[dlink-host-recorder]
kind = dhcp.hostname
pattern = ^DNR-[0-9]{3,4}
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = recorder +3.5, other -1.5
says = host name in the form of D-Link's recorders
source = D-Link model naming
match = DNR-202L
no_match = DNS-320

[dlink-mdns-host-camera]
kind = mdns.host
pattern = ^DCS-[0-9]{3,4}[A-Z0-9]*
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = camera +3.5, other -2.5
says = mDNS name in the form of D-Link's cameras
source = observed in public captures (andypitcher/IoT_Sentinel)
match = DCS-935L-B0C554000001.local
no_match = dchg.local

[dlink-mdns-model-camera]
kind = mdns.txt
pattern = ^model_number=DCS-[0-9]
class = discovery
grade = F1 S2
makers = dlink
brand = D-Link
votes = camera +4.0, other -3.0
says = D-Link service text with the model of a camera
source = observed in public captures (andypitcher/IoT_Sentinel)
match = model_number=DCS-935L
no_match = model_number=DCH-G020

[dlink-mdns-model-home]
kind = mdns.txt
pattern = ^model_number=(DCH|DSP|DHA|DSH|DIR|DAP|DSL)-
class = discovery
grade = F1 S2
makers = dlink
brand = D-Link
votes = other +4.5, camera -3.5
says = D-Link service text with the model of a hub, plug, sensor or router
source = observed in public captures (andypitcher/IoT_Sentinel)
match = model_number=DCH-G020
no_match = model_number=DCS-935L

[dlink-mdns-service]
kind = mdns.service
pattern = ^_(dhnap|dcp)\._tcp
class = discovery
grade = F2 S2
makers = dlink
says = announces D-Link's own service; hubs and plugs do as well as cameras
source = observed in public captures (andypitcher/IoT_Sentinel)
match = _dhnap._tcp
match2 = _dhnap._tcp.local
no_match = _http._tcp

[dlink-mdns-hnap]
kind = mdns.instance
pattern = ^D-Link (HNAP Service|DCP Service)
class = discovery
grade = F2 S2
makers = dlink
brand = D-Link
says = announces D-Link's own service
source = observed in public captures (andypitcher/IoT_Sentinel)
match = D-Link HNAP Service._dhnap._tcp.local
no_match = HNAP

[dlink-mdns-camera-page]
kind = mdns.instance
pattern = (^|[^a-z])DCS-[0-9]{3,4}[A-Z0-9]*
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = camera +3.5, other -2.5
says = announces the web page of a D-Link camera
source = observed in public captures (andypitcher/IoT_Sentinel)
match = D-Link DCS-935L Configuration Utility._http._tcp.local
match2 = DCS-930L
no_match = D-Link HNAP Service._dhnap._tcp.local

[dlink-mdns-ssid]
kind = mdns.txt
pattern = ^wlan[0-9]_ssid=(DCS|DCH|DSP|DHA|DSH)-
class = discovery
grade = F2 S2
makers = dlink
brand = D-Link
says = D-Link service text with the name of its set-up network
source = observed in public captures (andypitcher/IoT_Sentinel)
match = wlan0_ssid=DCS-935L-0001
no_match = wlan0_ssid=home

[dlink-ssdp-hnap]
kind = ssdp.type
pattern = ^hnap:
class = discovery
grade = F2 S2
makers = dlink
says = announces HNAP by UPnP, as D-Link's devices do
source = observed in public captures (andypitcher/IoT_Sentinel)
match = hnap:NetworkCamera
no_match = upnp:rootdevice

[dlink-ssdp-device]
kind = ssdp.type
pattern = :device:DCS-[0-9]{3,4}[A-Z0-9]*:
class = discovery
grade = F1 S2
makers = dlink
brand = D-Link
votes = camera +4.0, other -3.0
says = UPnP device type with the model of a D-Link camera
source = observed in public captures (andypitcher/IoT_Sentinel)
match = urn:schemas-upnp-org:device:DCS-935L:1
no_match = urn:schemas-upnp-org:device:Basic:1

[dlink-ssdp-server]
kind = ssdp.server
pattern = (^|[ /])DCS-[0-9]{3,4}[A-Z0-9]*
class = discovery
grade = F1 S2
makers = dlink
brand = D-Link
votes = camera +3.5, other -2.5
says = UPnP server text with the model of a D-Link camera
source = observed in public captures (andypitcher/IoT_Sentinel)
match = Linux,    UPnP/1.0 DCS-935L/1.0
no_match = Unspecified, UPnP/1.0, Unspecified

[dlink-upnp-model]
kind = upnp.model
pattern = ^DCS-[0-9]{3,4}
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = camera +4.0, other -3.0
says = model name in the form of D-Link's cameras
source = D-Link model naming
match = DCS-930L
no_match = DIR-868L

[dlink-upnp-model-other]
kind = upnp.model
pattern = ^(DCH|DSP|DHA|DSH|DIR|DAP|DSL|DWR|DNS)-[A-Z]?[0-9]{2,4}
class = label
grade = F0 S2
makers = dlink
brand = D-Link
votes = other +4.0, camera -3.0
says = model name of a D-Link hub, plug, router or store
source = D-Link model naming
match = DIR-868L
no_match = DCS-930L

[dlink-upnp-manufacturer]
kind = upnp.manufacturer
pattern = ^D-?Link
class = label
grade = F0 S2
makers = dlink
brand = D-Link
says = names D-Link as its manufacturer
source = brand text
match = D-Link Corporation
no_match = Dlinx

[dlink-http-realm]
kind = http.realm
pattern = ^DCS-[0-9]{3,4}
class = web
grade = F0 S2
makers = dlink
brand = D-Link
votes = camera +3.5, other -2.5
says = web realm with the model of a D-Link camera
source = nmap-service-probes and bmork/defogger issue 9
match = DCS-930LB1
no_match = DIR-868L

[dlink-http-server]
kind = http.server
pattern = ^DCS-[0-9]{3,4}
class = web
grade = F0 S2
makers = dlink
brand = D-Link
votes = camera +3.5, other -2.5
says = web server name with the model of a D-Link camera
source = nmap-service-probes
match = DCS-2121
no_match = lighttpd/1.4.34

[dlink-alphapd]
kind = http.server
pattern = ^alphapd(/|$)
class = web
grade = F1 S3
makers = dlink
votes = camera +2.5, other -1.5
says = web server of D-Link cameras built by one contract maker
source = nmap-service-probes and rapid7/recog xml/http_servers.xml
match = alphapd/2.1.8
no_match = alpha

[dlink-camera-web-server]
kind = http.server
pattern = ^Camera Web Server/.*Steven Wu
class = web
grade = F2 S3
makers = dlink
votes = camera +2.5, other -1.5
says = web server of some D-Link cameras, with its author's name
source = nmap-service-probes
match = Camera Web Server/1.0 Auther: Steven Wu
no_match = Camera Web Server/1.0

[dlink-nipca]
kind = http.served_path
pattern = ^/(common/info\.cgi|config/(motion|notify|notify_stream|stream_info|sensor_info|camera_info)\.cgi|dms([?.]|$)|image/jpeg\.cgi)
class = web
grade = F1 S3
makers = dlink
votes = camera +1.0, other -0.3
says = answers on paths of the camera interface that D-Link documents (NIPCA)
source = public notes on NIPCA, community.home-assistant.io 58456
match = /common/info.cgi
match2 = /config/notify_stream.cgi
no_match = /HNAP1/

[dlink-cert]
kind = cert.subject
pattern = O=D-Link Corporation.*CN=www\.dlink\.com|CN=www\.dlink\.com.*O=D-Link Corporation
class = tls
grade = F1 S2
makers = dlink
brand = D-Link
says = presents D-Link's own certificate
source = bmork/defogger issue 9
match = C=TW,ST=Asia,L=Asia,O=D-Link Corporation,OU=D-Link Corporation,CN=www.dlink.com
no_match = CN=www.dlink.com

[dlink-rtsp-path]
kind = rtsp.served_path
pattern = ^/(live|play)[1-4]\.sdp
class = media
grade = F1 S3
makers = dlink, vivotek
votes = camera +1.5, other -1.0
says = serves streams under addresses that D-Link and Vivotek cameras use
source = CamioCam/rtsp list of cameras
match = /play1.sdp
match2 = /live1.sdp
no_match = /live/ch0

[dlink-onvif]
kind = onvif.manufacturer
pattern = ^D-?Link
class = label
grade = F0 S2
makers = dlink
brand = D-Link
says = names D-Link as its manufacturer
source = brand text
match = D-Link Corporation
no_match = H264
