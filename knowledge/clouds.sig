; Rendezvous and relay protocols of makers' clouds: a device that speaks one calls that cloud whatever
; its label says. What both sides of a session send, and what phones and servers send, names no maker:
; the phone that asks for a camera is no camera. Names of servers stand in clouds.csv.

[pppp-registers]
kind = pppp.message
pattern = ^(device registers|device announces itself|search answered)$
class = cloud
grade = F3 S4
makers =
says = registers with a rendezvous server of the PPPP network, or answers its search: a licensed library in cameras of many makers
source = pmarrapese/iot p2p/dissector; palant.info overview of PPPP, 2025; DavidVentura/cam-reverse
match = device registers
no_match = client asks for a device

[pppp-reached]
kind = pppp.message
pattern = ^told to open a path to a peer$
class = cloud
grade = F3 S4
makers =
says = a PPPP server told somebody to open a path: a peer on the Internet is connecting
source = pmarrapese/iot p2p/dissector: sent by the server to either side
match = told to open a path to a peer
no_match = opens a path

[pppp-id-vstarcam]
kind = pppp.device_id
pattern = ^(VST[ABCDFGHJKLMNP]|VC0|QHSV|ROSS|ISRP|GCMN|ELSA)-
class = cloud
grade = F3 S2
makers = vstarcam
says = PPPP device number with a prefix given out to VStarcam
source = palant.info overview of PPPP, 2025; pmarrapese/iot lansearch.py; magicus/pppp-dissector PPPP.md
match = VSTB-123456-KLMNP
match2 = QHSV-000123-ABCDE
no_match = VSTX-123456-KLMNP
no_match2 = TNPUSAC-123456-KLMNP

[pppp-id-yi]
kind = pppp.device_id
pattern = ^TNP(CHN[AB]|USA[CM]|XGAC)-
class = cloud
grade = F3 S2
makers = yi
says = PPPP device number with a prefix given out to Yi
source = palant.info overview of PPPP, 2025
match = TNPUSAC-654321-QRSTV
no_match = TNPUSAX-654321-QRSTV

[pppp-id-xiaomi]
kind = pppp.device_id
pattern = ^XMSYSGB-
class = cloud
grade = F3 S3
makers = xiaomi
says = PPPP device number with the prefix of Xiaomi's camera platform, which other labels use too
source = palant.info overview of PPPP, 2025; AlexxIT/go2rtc pkg/xiaomi/miss
match = XMSYSGB-123456-KLMNP
no_match = XMSYSG-123456-KLMNP

[pppp-id-hichip]
kind = pppp.device_id
pattern = ^(AAFF|IIII|MMMM|NNNN|PPPP|SSA[AHKT]|SSSS|TTTT)-
class = cloud
grade = F3 S2
makers = hichip
says = PPPP device number with a prefix of HiChip's CamHi network
source = palant.info overview of PPPP, 2025
match = SSAA-123456-FBBBC
no_match = SSAB-123456-FBBBC

[pppp-id-shared-eeee]
kind = pppp.device_id
pattern = ^EEEE-
class = cloud
grade = F3 S3
makers = hichip, vstarcam
says = PPPP device number with a prefix that the networks of HiChip and of VStarcam both use
source = palant.info overview of PPPP, 2025
match = EEEE-123456-FBBBC
no_match = EEEA-123456-FBBBC

[pppp-id-meari]
kind = pppp.device_id
pattern = ^ECIPCM-
class = cloud
grade = F3 S2
makers = meari
says = PPPP device number with the prefix of Meari's network
source = palant.info overview of PPPP, 2025
match = ECIPCM-123456-KLMNP
no_match = ECIPCX-123456-KLMNP

[pppp-id-abus]
kind = pppp.device_id
pattern = ^(CGAG|CGYU|CHXX|CMAG|CTAI|WGAG)-
class = cloud
grade = F2 S3
makers =
brand = ABUS
says = PPPP device number with a prefix of the network of ABUS's App2Cam
source = palant.info overview of PPPP, 2025
match = CGAG-123456-KLMNP
no_match = CGAX-123456-KLMNP

[pppp-id-tuya]
kind = pppp.device_id
pattern = ^TUYASA-
class = cloud
grade = F3 S4
makers =
says = PPPP device number with the prefix of Tuya's platform, used by many labels
source = palant.info overview of PPPP, 2025
match = TUYASA-123456-KLMNP
no_match = TUYA-123456-KLMNP

[pppp-id-shix]
kind = pppp.device_id
pattern = ^(D[BG]G|DGO[ACE]?|DGOG|NMSA|PIXA|PIZ)-
class = cloud
grade = F3 S3
makers =
says = PPPP device number with a prefix of the SHIX apps (365Cam and others); the builder is not known
source = palant.info overview of PPPP, 2025
match = DGOA-123456-KLMNP
no_match = DGXX-123456-KLMNP

[pppp-id-ysxlite]
kind = pppp.device_id
pattern = ^(BATC|BATE|PTZ[AB]?|TBAT)-
class = cloud
grade = F3 S3
makers =
says = PPPP device number with a prefix of the YsxLite app; the builder is not known
source = palant.info overview of PPPP, 2025; DavidVentura/cam-reverse, captured registration
match = BATC-609580-HVDCS
no_match = BATD-609580-HVDCS

[pppp-id-lookcam]
kind = pppp.device_id
pattern = ^(BHCC|FHBB|GHBB|AYSA?|TUT)-
class = cloud
grade = F3 S3
makers =
says = PPPP device number with a prefix of the LookCam apps; the builder is not known
source = palant.info, A look at a P2P camera (LookCam app), 2025
match = GHBB-123456-KLMNP
no_match = GHBC-123456-KLMNP

[pppp-key-vstarcam]
kind = pppp.device_key
pattern = ^(2dd36107|2cd46006)$
class = cloud
grade = F3 S2
makers = vstarcam
says = registers under the PPPP key of VStarcam's own phrases
source = palant.info on VStarcam firmware, 2025; key bytes recomputed from the published phrases
match = 2dd36107
no_match = 6997cc19

[pppp-key-camera]
kind = pppp.device_key
pattern = ^6997cc19$
class = cloud
grade = F3 S3
makers =
says = registers under the PPPP key of the phrase camera, of the SHIX apps' group
source = magicus/pppp-dissector PPPP.md; recomputed, gives the published search probe 2cba5f5d
match = 6997cc19
no_match = none

[pppp-signed]
kind = pppp.form
pattern = ^signed registration$
class = cloud
grade = F3 S3
makers = yi
says = registers by the signed form of Yi's fork of PPPP
source = pmarrapese/iot p2p/dissector; palant.info overview of PPPP, 2025
match = signed registration
no_match = counterpart of the signed registration

[iotc-answers]
kind = iotc.message
pattern = ^device('s| answers)
class = cloud
grade = F3 S4
makers =
says = answers as a device of the Kalay (IOTC) P2P network: a licensed library in cameras, doorbells and feeders of many makers
source = AlexxIT/go2rtc pkg/tutk
match = device answers
match2 = device's keep-alive
no_match = client searches or connects

[iotc-newer]
kind = iotc.message
pattern = ^device answers, 51 CC form$
class = cloud
grade = F3 S3
makers =
says = answers in the newer form of Kalay's search, so far seen in Wyze's cameras
source = AlexxIT/go2rtc pkg/tutk/dtls, which leaves open whether others use it
match = device answers, 51 CC form
no_match = keep-alive, 51 CC form

[dhp2p-device]
kind = dhp2p.message
pattern = ^device('s (RTSP|HTTP) reply in the tunnel| opened its port)$
class = cloud
grade = F3 S2
makers = dahua
says = serves a port of its own through Dahua's P2P tunnel
source = khoanguyen-3fc/dh-p2p; that 12 CONN comes from the device is read from its client
match = device opened its port
match2 = device's RTSP reply in the tunnel
no_match = client wants a port of the device
no_match2 = data in the tunnel

[dhp2p-either-side]
kind = dhp2p.message
pattern = ^(DHGET|DHPOST)$
class = cloud
grade = F0 S2
makers = dahua
says = asks Dahua's rendezvous servers; phones and programs ask in the same words as devices may, so this weighs little
source = khoanguyen-3fc/dh-p2p, client's side only; a device's own registration has not been published
match = DHGET
no_match = answer
no_match2 = tunnel heartbeat

[dhp2p-client]
kind = dhp2p.user
pattern = ^(P2PClient|cba1b29e32cb17aa46b8ff9e73c7f40b)$
class = cloud
grade = F3 S4
makers =
votes = camera -1.0, recorder -1.0, other +1.0
says = asks Dahua's rendezvous servers as an app or program does: it looks for a device, it is none
source = khoanguyen-3fc/dh-p2p src/dh.rs, two versions
match = P2PClient
no_match = admin

[bcudp-device]
kind = bcudp.message
pattern = ^D2[A-Z]_
class = cloud
grade = F3 S2
makers = reolink
says = speaks as a device in BcUDP, the P2P and search protocol of Baichuan's (Reolink's) firmware
source = QuantumEntangledAndy/neolink bcudp; thirtythreeforty/neolink dissector
match = D2R_HB
match2 = D2C_C_R
no_match = C2D_C
no_match2 = R2D_C

[safeproto-device]
kind = safeproto.message
pattern = ^(device opens a path, V3 0c00|server's command [0-9a-f]{4})$
class = cloud
grade = F3 S2
makers = hikvision, ezviz
says = speaks as a device in the private protocols of Hikvision's and EZVIZ's cloud
source = pedropaulovc/hikconnect-web src/lib/p2p; RenierM26/pyEzvizApi hcnetsdk.py
match = device opens a path, V3 0c00
match2 = server's command 3004
no_match = client's command 3003
no_match2 = V3 0c01

[safeproto-either-side]
kind = safeproto.message
pattern = ^public address asked$
class = cloud
grade = F0 S2
makers = hikvision, ezviz
says = asks servers of Hikvision's and EZVIZ's cloud for its public address; their apps ask in the same words, so this weighs little
source = public capture study of an EZVIZ doorbell; pedropaulovc/hikconnect-web src/lib/p2p/stun-client.ts
match = public address asked
no_match = public address told

[vtm-program]
kind = vtm.message
pattern = ^stream asked$
class = cloud
grade = F3 S4
makers =
says = fetches a camera's pictures from a relay of EZVIZ's cloud: a program does so
source = RenierM26/pyEzvizApi stream.py
match = stream asked
no_match = stream answered

[ezviz-mqtt-user]
kind = mqtt.user
pattern = ^[A-HJ-Z][0-9]{8}$
class = cloud
grade = F0 S3
makers = ezviz, hikvision
says = message server user in the form of EZVIZ's and Hikvision's nine-character serial numbers
source = public capture study of an EZVIZ doorbell: its user name is its serial number; the form alone is weak
match = C00000001
no_match = C0000001
no_match2 = admin

[nat8765-asks]
kind = nat8765.message
pattern = ^(addresses of the cloud asked|own address asked|second server spoken to)$
class = cloud
grade = F1 S2
makers = xiongmai
says = speaks to the servers of Xiongmai's cloud; whether its apps do so in the same words is not known, so this weighs little
source = KostasEreksonas/DVRIP_analysis: dissector and captures of one camera; one source
match = addresses of the cloud asked
no_match = address told

[kp2p-registers]
kind = kp2p.message
pattern = ^device registers$
class = cloud
grade = F3 S2
makers = juan
says = registers as a device by KP2P, the protocol of Juan's EseeCloud
source = public study with captures of one camera: 68 registrations to the real servers; one source
match = device registers
no_match = keep-alive

[kp2p-user-agent]
kind = http.user_agent
pattern = ^KP2P$
class = cloud
grade = F2 S2
makers = juan
says = names itself KP2P, the protocol of Juan's EseeCloud, when it asks where to register
source = public study with captures of one camera: POST /address/device at ngw.dvr163.com
match = KP2P
no_match = KP2P/2.0 player

[kp2p-address-path]
kind = http.path
pattern = ^/(address/device\?sn=|message/message\?method=post_v2&eseeid=)
class = cloud
grade = F3 S2
makers = juan
says = checks in as a device of Juan's EseeCloud
source = three published captures of cameras, ngw.dvr163.com
match = /address/device?sn=JAX0000000000010&max_ch=1
match2 = /message/message?method=post_v2&eseeid=4700000010
no_match = /address/devices

[v380-device-path]
kind = http.path
pattern = ^/(v1/ipc/alivetype|api/v3/alarm_server_list|api/v1/detection/alarm|url/belong)$
class = cloud
grade = F3 S2
makers = macro-video
says = checks in as a device of Macro-video's V380 cloud
source = published boot capture of a camera, 2026
match = /v1/ipc/alivetype
match2 = /api/v1/detection/alarm
no_match = /user/pc-login

[nvdvr-either-side]
kind = nvdvr.message
pattern = ^other message with a device's name$
class = cloud
grade = F0 S2
makers = macro-video
says = names a camera of Macro-video's V380 network to a server; the form of a camera's own message has not been published, so this weighs little
source = published boot capture of a camera: repeated messages to port 8877; two public programs
match = other message with a device's name
no_match = client asks for a device

[autonat-either-side]
kind = autonat.message
pattern = ^hello$
class = cloud
grade = F0 S2
makers = tvt
says = says hello to a server of TVT's AutoNAT; clients say it in the same words, so this weighs little
source = two published captures of clients
match = hello
no_match = hello between peers

[naxclow-device-path]
kind = http.path
pattern = ^/app/api/ApiSysDevicesBatch/registerDevices
class = cloud
grade = F3 S2
makers = naxclow
says = registers as a device of Naxclow's V720 cloud
source = intx82/a9-v720 fake_server.md, captured
match = /app/api/ApiSysDevicesBatch/registerDevices?batch=A9_X4_V12&random=XXX&token=XXX
no_match = /app/api/ApiServer/getServer

[meari-redirect-path]
kind = http.path
pattern = ^/ppstrongs/redirect
class = cloud
grade = F1 S2
makers = meari
says = asks Meari's cloud which region it belongs to; whether apps ask the same is not known
source = published DNS and request log of a device; one source
match = /ppstrongs/redirect
no_match = /ppstrongs

[tuya-mqtt-client]
kind = mqtt.client_id
pattern = ^(tuyalink_[0-9a-z]{8,32}|acon_[0-9a-z]{8,32})$
class = cloud
grade = F3 S4
makers =
says = message server client name in the form of Tuya's platform, used by cameras, plugs and lamps of many labels
source = tuya/tuya-iot-core-sdk, in several public copies
match = tuyalink_6c95875d0f5ba69607nzfl
match2 = acon_1234567890abcdef
no_match = tuya_daemon

[tuya-mqtt-user]
kind = mqtt.user
pattern = ^[0-9a-z]{8,32}\|signMethod=hmacSha256,timestamp=[0-9]{10,13},secure[mM]ode=1,accessType=1
class = cloud
grade = F3 S4
makers =
says = message server user name in the form of Tuya's platform, used by cameras, plugs and lamps of many labels
source = tuya/tuya-iot-core-sdk, in several public copies
match = 6c95875d0f5ba69607nzfl|signMethod=hmacSha256,timestamp=1700000000,secureMode=1,accessType=1
no_match = dev|securemode=3,signmethod=hmacsha1

[gutes-searched]
kind = gutes.message
pattern = ^search answered$
class = cloud
grade = F3 S3
makers = gwell, wyze
says = answers a search of GUTES on the LAN, as devices on Gwell's P2P library do (Yoosee; some of Wyze's)
source = carTloyal123/cryze src/relay/broadcast.py and docs: a doorbell's answers on ports 8899 and 8900; one source
match = search answered
no_match = search on the LAN

[gutes-spoken]
kind = gutes.message
pattern = ^(servers asked|server probed|registers|session begins)$
class = cloud
grade = F3 S4
makers =
says = speaks GUTES, the P2P library of Gwell, with its servers: as a device does, and its app too
source = carTloyal123/cryze and lucas-fsousa/CommunityCamGuard, which agree; frames of a public log recomputed
match = servers asked
match2 = registers
no_match = servers told
no_match2 = registration answered, acknowledged

[lite8666-asks]
kind = lite8666.message
pattern = ^device asks for its servers$
class = cloud
grade = F3 S3
makers = ezviz, hikvision
says = asks the cloud of EZVIZ and Hik-Connect for its servers, as only a device does
source = Stinocon/ezviz-stream-bridge, findings 8 to 11: sessions of one door viewer; a doorbell's capture study agrees in port and order
match = device asks for its servers
no_match = servers told

[httpdns-asked]
kind = http.path
pattern = ^/d\?dn=[a-z0-9.-]+
class = cloud
grade = F2 S4
makers =
says = asks for a name by HTTP (HTTPDNS), past the site's own resolvers
source = Stinocon/ezviz-stream-bridge, finding 8: a door viewer asks 119.29.29.29; documented by DNSPod
match = /d?dn=litedev.eu.example.com&ip=0.0.0.0
no_match = /d?id=dn

[verkada-device-server]
kind = tls.sni
pattern = ^(access|firmware|index|relay|update)\.control\.verkada\.com$
class = cloud
grade = F3 S1
makers = verkada
says = speaks to the servers of Verkada's devices, with which its web pages do not speak
source = script of an administrator with the list of a camera's endpoints, in a public repository; help.verkada.com on firewalls
match = relay.control.verkada.com
match2 = index.control.verkada.com
no_match = api.command.verkada.com
no_match2 = relay.control.verkada.com.example.org

[blink-camera-server]
kind = tls.sni
pattern = ^(vs|is)-cam\.[a-z0-9]+\.immedia-semi\.com$
class = cloud
grade = F3 S1
makers = blink
says = speaks to the servers that take in the pictures of Blink's cameras
source = tj-oconnor/IoT-Dataset: in seven days of three cameras the largest sessions go there
match = vs-cam.u011.immedia-semi.com
no_match = rest-prod.immedia-semi.com

[axis-o3c-dispatcher]
kind = tls.sni
pattern = ^(dispatch(se|us|jp)[0-9]|dispatcher)-st\.axis\.com$
class = cloud
grade = F3 S1
makers = axis
says = asks a dispatcher of Axis's O3C service, which lets the device be reached from outside
source = published parameter dump (RemoteService.ServerList) of a camera
match = dispatchse1-st.axis.com
match2 = dispatcher-st.axis.com
no_match = www.axis.com
no_match2 = dispatchse1.avhs.axis.com

[bosch-remote-portal]
kind = tls.sni
pattern = ^dm[0-9]+\.cbs\.boschsecurity\.com$
class = cloud
grade = F3 S1
makers = bosch
says = speaks to the Remote Portal of Bosch, which manages devices from outside
source = maker's documents: dmNNN.cbs.boschsecurity.com, TCP 42000
match = dm014.cbs.boschsecurity.com
no_match = api.remote.boschsecurity.com
