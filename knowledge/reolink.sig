; Reolink (Baichuan).

[reolink-rtsp-realm]
kind = rtsp.realm
pattern = ^BC Streaming Media$
class = media
grade = F2 S2
makers = reolink
votes = camera +2.0, recorder +1.0, other -2.0
says = RTSP realm of Baichuan's firmware, kept under any label
source = three published exchanges
match = BC Streaming Media
no_match = LIVE555 Streaming Media

[reolink-sdp-tool]
kind = sdp.attribute
pattern = ^tool:(BC|Reolink) Streaming Media
class = media
grade = F2 S2
makers = reolink
votes = camera +1.0, recorder +0.7
says = SDP tool line of Baichuan's firmware
source = AlexxIT/go2rtc pkg/rtsp tests and three published SDPs
match = tool:BC Streaming Media v202210012022.10.01
match2 = tool:Reolink Streaming Media 2024.12.11
no_match = tool:LIVE555 Streaming Media v2013.04.08

[reolink-sdp-session]
kind = sdp.session
pattern = ^Session streamed by "preview"$
class = media
grade = F2 S2
makers = reolink
votes = camera +1.0
says = SDP session name of Reolink's firmware
source = three published SDPs
match = Session streamed by "preview"
no_match = Session streamed by "testOnDemandRTSPServer"

[reolink-sdp-info]
kind = sdp.information
pattern = ^(reolink rtsp stream|h26[45]Preview_[0-9]{2}_(main|sub))$
class = media
grade = F2 S2
makers = reolink
votes = camera +1.0
says = SDP information line of Reolink's firmware
source = two published SDPs
match = reolink rtsp stream
match2 = h264Preview_01_sub
no_match = preview

[reolink-rtsp-path]
kind = rtsp.served_path
pattern = ^/(h26[45])?Preview_[0-9]{2}_(main|sub|autotrack)
class = media
grade = F1 S2
makers = reolink
votes = camera +1.5, recorder +1.0, other -1.5
says = serves streams under Reolink's addresses
source = CamioCam/rtsp list of cameras and published exchanges
match = /h264Preview_01_main
match2 = /Preview_01_sub
no_match = /preview

[reolink-http-flv]
kind = http.served_path
pattern = ^/flv\?.*app=bcs
class = web
grade = F1 S2
makers = reolink
votes = camera +1.0, recorder +0.7
says = serves streams over HTTP under Reolink's addresses
source = two published clients
match = /flv?port=1935&app=bcs&stream=channel0_main.bcs
no_match = /flv?app=live

[reolink-host]
kind = dhcp.hostname
pattern = ^reolink
class = label
grade = F0 S2
makers = reolink
brand = Reolink
votes = camera +2.0, recorder +0.5
says = host name of Reolink's devices
source = home-assistant/core reolink manifest
match = Reolink
no_match = relink

[reolink-onvif-hardware]
kind = wsd.hardware
pattern = ^IPC_[0-9]{5,6}[0-9A-Z]{2,}
class = discovery
grade = F1 S2
makers = reolink
votes = camera +1.5
says = hardware name in the form of Reolink's boards
source = maker document, single source; weak
match = IPC_523128M5MP
no_match = IPC-model

[reolink-onvif]
kind = onvif.manufacturer
pattern = ^reolink
class = label
grade = F0 S2
makers = reolink
brand = Reolink
says = names Reolink as its manufacturer
source = brand text
match = Reolink
no_match = H264
