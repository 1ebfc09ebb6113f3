; Uniview and what is built on its firmware.

[unv-wsd-endpoint]
kind = wsd.endpoint
pattern = ^urn:uuid:00010010-0001-1020-8000-[0-9a-f]{12}$
class = discovery
grade = F2 S2
makers = uniview
says = ONVIF identity built in Uniview's way: constant head, then the MAC address
source = two published ProbeMatches, one of a unit with manufacturer NONE
match = urn:uuid:00010010-0001-1020-8000-48ea63000001
no_match = urn:uuid:00010010-0001-1020-8001-48ea63000001

[unv-wsd-register]
kind = wsd.scope
pattern = /(register_status|register_server|regist_id)/
class = discovery
grade = F2 S2
makers = uniview
says = ONVIF scope on GB28181 registration, which Uniview's firmware adds
source = two published ProbeMatches
match = onvif://www.onvif.org/register_server/0.0.0.0:5060
no_match = onvif://www.onvif.org/register

[unv-wsd-serial]
kind = wsd.scope
pattern = /serial/210235[0-9A-Z]{14}$
class = discovery
grade = F2 S2
makers = uniview
says = ONVIF scope with a serial number in Uniview's numbering
source = two published ProbeMatches
match = onvif://www.onvif.org/serial/210235C1MCA000000001
no_match = onvif://www.onvif.org/serial/1A2B3C4PAG00001

[unv-wsd-macaddr]
kind = wsd.scope
pattern = /macaddr/[0-9a-f]{12}$
class = discovery
grade = F2 S2
makers = uniview
says = ONVIF scope macaddr/, which Uniview's firmware adds
source = two published ProbeMatches
match = onvif://www.onvif.org/macaddr/48ea63000001
no_match = onvif://www.onvif.org/MAC/48:ea:63:00:00:01

[unv-wsd-version]
kind = wsd.scope
pattern = /version/[A-Z]{2,6}-B[0-9]{4}\.
class = discovery
grade = F2 S2
makers = uniview
says = ONVIF scope with a firmware version in Uniview's form
source = published ProbeMatch
match = onvif://www.onvif.org/version/GIPC-B6215.1.68.NB.240617
no_match = onvif://www.onvif.org/version/1.0

[unv-wsd-none]
kind = wsd.scope
pattern = /manufacturer/NONE$
class = discovery
grade = F1 S2
makers = uniview
says = ONVIF scope with manufacturer NONE, seen on neutral Uniview builds
source = published ProbeMatch; one source
match = onvif://www.onvif.org/manufacturer/NONE
no_match = onvif://www.onvif.org/manufacturer/Uniview

[unv-onvif-serial]
kind = onvif.serial
pattern = ^210235[0-9A-Z]{14}$
class = discovery
grade = F2 S2
makers = uniview
says = serial number in Uniview's numbering
source = two published ProbeMatches and a published cloud example
match = 210235C1MCA000000001
no_match = 1A2B3C4PAG00001

[unv-onvif-firmware]
kind = onvif.firmware
pattern = ^[A-Z]{2,6}-B[0-9]{4}\.
class = discovery
grade = F2 S2
makers = uniview
says = firmware version in Uniview's form
source = published ProbeMatches
match = GIPC-B6215.1.68.NB.240617
no_match = V5.5.6 build 180326

[unv-rtsp-public]
kind = rtsp.public
pattern = ^OPTIONS,DESCRIBE,SETUP,PLAY,PAUSE,TEARDOWN,ANNOUNCE,SET_PARAMETER,GET_PARAMETER$
class = media
grade = F2 S2
makers = uniview
says = lists RTSP methods in Uniview's order and without blanks
source = bluenviron/mediamtx issue 4660
match = OPTIONS,DESCRIBE,SETUP,PLAY,PAUSE,TEARDOWN,ANNOUNCE,SET_PARAMETER,GET_PARAMETER
no_match = OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, ANNOUNCE, SET_PARAMETER, GET_PARAMETER

[unv-rtsp-realm]
kind = rtsp.realm
pattern = ^(48ea63|6cf17e|88263f|c47905)[0-9a-f]{6}$
class = media
grade = F2 S2
makers = uniview
says = RTSP realm that is a MAC address of Uniview's
source = bluenviron/mediamtx issue 4660; prefixes from the IEEE list
match = c47905000001
no_match = 0123456789abcdef

[unv-sdp-session]
kind = sdp.session
pattern = ^VCP IPC Realtime stream$
class = media
grade = F2 S2
makers = uniview
votes = camera +1.5, other -1.5
says = SDP session name of Uniview's firmware
source = AlexxIT/go2rtc issue 1663 and its tests
match = VCP IPC Realtime stream
no_match = Realtime stream

[unv-sdp-fmtp]
kind = sdp.attribute
pattern = DecoderTag=h3c-v3
class = media
grade = F2 S2
makers = uniview
says = SDP line with the decoder tag that Uniview keeps from H3C
source = AlexxIT/go2rtc issue 1663 and a published SDP
match = fmtp:107 DecoderTag=h3c-v3 RTCP=0
no_match = fmtp:96 packetization-mode=1

[unv-sdp-origin]
kind = sdp.origin
pattern = ^- 1001 1 IN IP4
class = media
grade = F2 S3
makers = uniview
says = SDP origin that Uniview's firmware uses
source = AlexxIT/go2rtc issue 1663; short, so weak
match = - 1001 1 IN IP4 192.0.2.10
no_match = - 10011 1 IN IP4 192.0.2.10

[unv-rtsp-path]
kind = rtsp.served_path
pattern = ^/(media/video[1-9](/(video|metadata|audio1))?|unicast/c[0-9]+(-n)?/s[0-9]/(live|play))([/?]|$)
class = media
grade = F1 S3
makers = uniview, sony
votes = camera +1.0, recorder +0.5
says = serves streams under addresses that Uniview and, in part, Sony use
source = CamioCam/rtsp list of cameras and ch-bas/cctv-camera-database neutron.json
match = /media/video1
match2 = /unicast/c1/s0/live
no_match = /video1

[unv-rtsp-path-recorder]
kind = rtsp.served_path
pattern = ^/unicast/c[0-9]+(-n)?/s[0-9]/(live|play)
class = media
grade = F1 S2
makers = uniview
votes = recorder +1.5
says = serves streams under the addresses of Uniview's recorders
source = CamioCam/rtsp list of cameras
match = /unicast/c1/s0/live
no_match = /media/video1

[unv-http-path]
kind = http.served_path
pattern = ^/(LAPI/V1\.0/|cgi-bin/main-cgi)
class = web
grade = F1 S2
makers = uniview
says = answers on paths of Uniview's private web interface
source = 0x727/FingerprintHub and jorhelp/Ingram
match = /LAPI/V1.0/System/DeviceBasicInfo
no_match = /cgi-bin/main.cgi

[unv-onvif-manufacturer]
kind = onvif.manufacturer
pattern = ^(uniview|UNV)$
class = label
grade = F0 S1
makers = uniview
brand = Uniview
says = names Uniview as its manufacturer
source = brand text; see uniview.com
match = UNIVIEW
no_match = NONE

[unv-rtsp-realm-mac]
kind = rtsp.realm
pattern = (?-i)^[0-9a-f]{12}$
class = media
grade = F2 S3
makers = uniview
says = RTSP realm that is a MAC address in small letters, as Uniview's firmware sends; the form alone is not rare
source = bluenviron/mediamtx issue 4660
match = e4f14c000001
no_match = E4F14C000001
no_match2 = 0123456789abcdef
