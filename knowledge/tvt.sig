; TVT and what is built on its firmware (Provision-ISR, some Digital Watchdog, many recorders).

[tvt-rtsp-realm]
kind = rtsp.realm
pattern = (?-i)^RTSP SERVER$
class = media
grade = F2 S3
makers = tvt
says = RTSP realm 'RTSP SERVER' in capitals, as TVT's recorders send; the words are common
source = two published exchanges
match = RTSP SERVER
no_match = RTSP Server

[tvt-sdp-session]
kind = sdp.session
pattern = (?-i)^RTSP SESSION$
class = media
grade = F2 S3
makers = tvt
says = SDP session name in capitals, as TVT's recorders send
source = published exchange
match = RTSP SESSION
no_match = RTSP Session

[tvt-rtsp-guid]
kind = rtsp.served_path
pattern = [?&]chID=([0-9]+|\{?[0-9a-f]{8}-0000-0000-0000-000000000000\}?)(&|$)
class = media
grade = F1 S2
makers = tvt
votes = recorder +1.5, camera +0.5
says = serves streams under the addresses of TVT's recorders
source = CamioCam/rtsp list of cameras and a published exchange
match = /?chID=00000001-0000-0000-0000-000000000000&streamType=main&linkType=tcp
match2 = /?chID=1&streamType=main&linkType=tcpst
no_match = /?channel=1

[tvt-rtsp-profile]
kind = rtsp.served_path
pattern = ^/profile[1-4](\?transportmode=(mcast|unicast))?$
class = media
grade = F1 S4
makers =
votes = camera +0.5
says = serves a stream at /profileN, as TVT and many others do
source = ch-bas/cctv-camera-database tvt.json; CamioCam/rtsp
match = /profile1
no_match = /profile2/media.smp

[tvt-http-server]
kind = http.server
pattern = ^Cross Web Server
class = web
grade = F1 S3
makers = tvt
votes = recorder +1.5, camera +0.3, other -1.0
says = web server of recorders that several reports attribute to TVT
source = rapid7/recog xml/http_servers.xml, kerneronsec.com 2016; sources differ, so weak
match = Cross Web Server
no_match = Cross

[tvt-rtsp-session]
kind = rtsp.headers
pattern = (?-i)^CSeq[, ]+Date[, ]+Expires[, ]
class = media
grade = F2 S3
makers = tvt, hanwha
says = RTSP reply headers in the order of TVT's recorders; one Hanwha firmware sends the same ones
source = published exchange
match = CSeq,Date,Expires,Content-Length
no_match = CSeq,Server,Date

[provision-onvif]
kind = onvif.manufacturer
pattern = ^provision(-?ISR)?$
class = label
grade = F0 S2
makers = provision-isr
brand = Provision-ISR
says = names Provision-ISR as its manufacturer
source = brand text; IEEE registrant name
match = Provision-ISR
no_match = provisioning

[tvt-onvif]
kind = onvif.manufacturer
pattern = ^(TVT|IPC TVT)$
class = label
grade = F0 S1
makers = tvt
brand = TVT
says = names TVT as its manufacturer
source = brand text; IEEE registrant name
match = TVT
no_match = TV

[tvt-sdp-contact]
kind = sdp.contact
pattern = ^(u=http:///|e=admin@)$
class = media
grade = F2 S2
makers = tvt
says = SDP with an empty address or e-mail line, as TVT's recorders send
source = published exchange; one source
match = u=http:///
match2 = e=admin@
no_match = e=admin@example.org
no_match2 = e=NONE

[tvt-sdp-range]
kind = sdp.attribute
pattern = ^range:npt=00\.000-$
class = media
grade = F2 S3
makers = tvt
says = SDP range with the digits that TVT's recorders write
source = published exchange; one source
match = range:npt=00.000-
no_match = range:npt=0-
