; TP-Link (Tapo, VIGI, TL-IPC) and Mercury. Its plugs and lamps share makers, MAC blocks and cloud.

[tplink-wsd-endpoint]
kind = wsd.endpoint
pattern = ^(urn:)?uuid:3fa1fe68-b915-4053-a3e1-[0-9a-f]{12}$
class = discovery
grade = F2 S2
makers = tplink
votes = camera +1.5, other -1.0
says = ONVIF identity built in TP-Link's way: constant head, then the MAC address
source = andreikop/python-ws-discovery issue 56 and four published ProbeMatches
match = uuid:3fa1fe68-b915-4053-a3e1-50c7bf000001
no_match = uuid:3fa1fe68-b915-4053-a3e2-50c7bf000001

[tplink-wsd-name]
kind = wsd.name
pattern = ^(TP-IPC|VIGI|MERCURY-IPC)
class = discovery
grade = F1 S2
makers = tplink
brand = TP-Link
votes = camera +2.5, other -1.5
says = ONVIF name of TP-Link's cameras
source = andreikop/python-ws-discovery issue 56 and published ProbeMatches
match = TP-IPC
match2 = VIGI-C440-W
no_match = IPC

[tplink-wsd-hardware]
kind = wsd.hardware
pattern = (?-i)^MODEL$
class = discovery
grade = F2 S3
makers = tplink
says = ONVIF hardware scope with the literal word MODEL, left by TP-Link
source = andreikop/python-ws-discovery issue 56
match = MODEL
no_match = Model 5

[tplink-rtsp-realm]
kind = rtsp.realm
pattern = ^TP-LINK IP-Camera$
class = media
grade = F2 S2
makers = tplink
votes = camera +3.5, other -3.0
says = RTSP realm of TP-Link's cameras
source = two published exchanges, three cameras
match = TP-Link IP-Camera
no_match = TP-LINK Router

[tplink-http-realm]
kind = http.realm
pattern = ^TP-LINK IP-Camera$
class = web
grade = F2 S2
makers = tplink
votes = camera +3.5, other -3.0
says = web realm of TP-Link's cameras, on the private stream port
source = AlexxIT/go2rtc and two published exchanges
match = TP-Link IP-Camera
no_match = TP-LINK Wireless N Router

[tplink-streamd]
kind = http.server
pattern = ^Streamd$
class = web
grade = F2 S2
makers = tplink
votes = camera +2.5, recorder +0.5, other -2.0
says = server name of TP-Link's private stream
source = AlexxIT/go2rtc and two published exchanges
match = Streamd
no_match = Streaming

[tplink-rtsp-public]
kind = rtsp.public
pattern = (^|[ ,])MULTITRANS([ ,]|$)
class = media
grade = F2 S2
makers = tplink
says = lists the RTSP method MULTITRANS, which TP-Link's cameras add
source = published exchange of a camera for the home market
match = OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, MULTITRANS
no_match = OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY

[mercury-sdp]
kind = sdp.session
pattern = MERCURY RTSP Server
class = media
grade = F1 S2
makers = mercury
brand = Mercury
votes = camera +2.0, other -1.0
says = SDP session name of Mercury's cameras
source = AlexxIT/go2rtc pkg/rtsp tests
match = Session streamed by "MERCURY RTSP Server"
no_match = Session streamed by "preview"

[mercury-sdp-media]
kind = sdp.media
pattern = ^(m=)?application/MERCURY
class = media
grade = F2 S2
makers = mercury
votes = camera +1.0
says = SDP media line of Mercury's cameras
source = AlexxIT/go2rtc pkg/rtsp tests
match = application/MERCURY 0 RTP/AVP smart/1/90000
no_match = application 0 RTP/AVP 107

[tplink-sdp]
kind = sdp.media
pattern = ^(m=)?application/TP-?LINK
class = media
grade = F2 S2
makers = tplink
votes = camera +1.0
says = SDP media line of TP-Link's cameras
source = by the form of Mercury's in AlexxIT/go2rtc pkg/rtsp tests; inferred
match = application/TP-LINK 0 RTP/AVP smart/1/90000
no_match = application 0 RTP/AVP 107

[tplink-cert-ca]
kind = cert.issuer
pattern = CN=TP-LINK CA
class = tls
grade = F1 S2
makers = tplink
says = certificate signed by TP-Link's own authority
source = AlexxIT/go2rtc notes on Tapo cameras
match = CN=TP-LINK CA
no_match = CN=CA

[tplink-onvif]
kind = onvif.manufacturer
pattern = ^tp-?link$
class = label
grade = F0 S2
makers = tplink
brand = TP-Link
says = names TP-Link as its manufacturer
source = published sample of a reply
match = tp-link
no_match = H264

[tplink-onvif-firmware]
kind = onvif.firmware
pattern = ^[0-9]+\.[0-9]+\.[0-9]+ Build [0-9]{6} Rel\.[0-9]{4,6}n
class = discovery
grade = F2 S2
makers = tplink
says = firmware version in TP-Link's form
source = published sample of a reply; TP-Link firmware names
match = 1.4.2 Build 250725 Rel.72234n
no_match = V5.5.6 build 180326

[tapo-host-camera]
kind = dhcp.hostname
pattern = ^(Tapo[-_])?(C|TC|D|DB)[1-8][0-9]{1,2}[A-Z]?([-_(]|$)|^(NC|KC)[1-4][0-9]{2}([-_(]|$)
class = label
grade = F0 S2
makers = tplink
brand = TP-Link
votes = camera +2.5, other -1.0
says = host name in the form of TP-Link's cameras
source = models in python-kasa/python-kasa tests/fixtures/smartcam and TP-Link model naming
match = C200_a1b2c3
match2 = Tapo_C310
no_match = HS110(EU)
no_match2 = C2

[tapo-host-other]
kind = dhcp.hostname
pattern = ^(Tapo[-_])?(P|L|H|S|T)[1-9][0-9]{2}[A-Z]?([-_(]|$)
class = label
grade = F0 S2
makers = tplink
brand = TP-Link
votes = other +2.5, camera -1.0
says = host name in the form of TP-Link's plugs, lamps and hubs
source = models in python-kasa/python-kasa tests/fixtures and TP-Link model naming
match = P110_a1b2c3
no_match = C200

[tplink-wsd-address]
kind = wsd.address
pattern = ^http://[^/]*:2020/onvif/
class = discovery
grade = F1 S2
makers = tplink
says = ONVIF service on port 2020, as on TP-Link's cameras
source = AlexxIT/go2rtc notes and published ProbeMatches
match = http://192.0.2.10:2020/onvif/device_service
no_match = http://192.0.2.10:80/onvif/device_service

[tplink-wsd-place]
kind = wsd.scope
pattern = /location/ShenZhen$
class = discovery
grade = F1 S3
makers = tplink
says = ONVIF scope with TP-Link's default place
source = andreikop/python-ws-discovery issue 56
match = onvif://www.onvif.org/location/ShenZhen
no_match = onvif://www.onvif.org/location/country/china
