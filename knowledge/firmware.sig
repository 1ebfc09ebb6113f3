; What images of makers' firmware hold: paths of files, texts compiled into programs, subjects of
; certificates. Read by `camtrail vet`.
;
; A text that a device sends about itself (a server's name, a session's name, a realm) stands in the
; device's own program and is graded as on the wire. A text of an interface that others call as well
; (names of calls, namespaces, keys of a protocol) stands also in programs that speak to that maker's
; devices: recorders that take other makers' cameras, management programs, libraries. Those are Em:
; one alone is a lead, and where they point to several makers none is named.
; A file's name is easily changed and as easily met by chance: F1.
;
; Marks are looked for anywhere in a file, so their patterns are not anchored.

[fw-hik-webs]
kind = image.mark
pattern = (?-i)(Hikvision|DVRDVS|DNVRS)-Webs
class = firmware
grade = F2 S2
makers = hikvision
says = names its web server as Hikvision's firmware does
source = nmap-service-probes and rapid7/recog xml/http_servers.xml, read as text of the program that sends it
match = Server: DNVRS-Webs
match2 = DVRDVS-Webs
no_match = App-webs/

[fw-hik-namespace]
kind = image.mark
pattern = hikvision\.com/ver[12]0/XMLSchema
class = firmware
grade = F2 S2 Em
makers = hikvision
says = holds the namespace of Hikvision's control interface
source = maciej-or/hikvision_next device fixtures
match = xmlns="http://www.hikvision.com/ver20/XMLSchema"
no_match = http://www.isapi.org/ver20/XMLSchema

[fw-hik-flase]
kind = image.mark
pattern = (?-i)<(HCPlatformEnable|DeviceLock)>[^<]{0,8}|DetailOEMCode
class = firmware
grade = F3 S2 Em
makers = hikvision
says = holds fields of Hikvision's search protocol
source = julienblitte/UniversalScanner Hikvision.selftest
match = <HCPlatformEnable>%s
match2 = <DetailOEMCode>
no_match = <DeviceType>

[fw-hik-contact]
kind = image.mark
pattern = (?-i)Hikvision\.China
class = firmware
grade = F2 S2
makers = hikvision
says = holds the contact that Hikvision's firmware gives by default
source = maciej-or/hikvision_next device fixtures
match = <systemContact>Hikvision.China</systemContact>
no_match = Hikvision China

[fw-hik-digicap]
kind = image.path
pattern = (^|/)digicap\.(dav|mav)$
class = firmware
grade = F1 S2
makers = hikvision
says = an update file by the name that Hikvision's boot loader asks for
source = scottlamb/hikvision-tftpd README; themactep/hiktools README
match = digicap.dav
match2 = update/digicap.mav
no_match = capture.dav

[fw-hik-hroot]
kind = image.path
pattern = (^|/)hroot\.img$
class = firmware
grade = F1 S2
makers = hikvision
says = a root file system by the name that Hikvision's update packages use
source = themactep/hiktools README
match = hroot.img
no_match = chroot.img

[fw-hik-certificate]
kind = image.cert.subject
pattern = (?-i)O ?= ?HIKVISION
class = firmware
grade = F1 S2
makers = hikvision
says = holds a certificate that Hikvision made for itself
source = rapid7/recog xml/x509_subjects.xml
match = CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION,L=HangZhou,ST=ZheJiang,C=CN
no_match = CN=hikvision

[fw-dahua-namespace]
kind = image.mark
pattern = (?-i)N5Dahua[0-9]{1,2}[A-Z]
class = firmware
grade = F2 S2
makers = dahua
says = holds names of C++ types of Dahua's own name space
source = a published analysis of the run-time types of a recorder's main program: N, length, Dahua, as the Itanium C++ ABI writes them
match = N5Dahua12NetFramework7CThreadE
no_match = N4Daha12NetFramework

[fw-dahua-sonia]
kind = image.path
pattern = (?-i)(^|/)usr/bin/sonia(\.lzma)?$
class = firmware
grade = F1 S2
makers = dahua
says = its main program has the name of Dahua's
source = start scripts and process lists of Dahua cameras in three published works
match = @0x1000.squashfs/usr/bin/sonia
no_match = usr/bin/sonic

[fw-dahua-parts]
kind = image.path
pattern = (^|/)(romfs|user|web|pd|custom|aewb)-x\.squashfs\.img$
class = firmware
grade = F2 S2
makers = dahua
says = its parts are named as in Dahua's update packages
source = BotoX/Dahua-Firmware-Mod-Kit configs, five product lines
match = romfs-x.squashfs.img
match2 = pd-x.squashfs.img
no_match = rootfs-x.squashfs.img

[fw-dahua-boot]
kind = image.path
pattern = (^|/)dhboot(-min)?\.bin\.img$
class = firmware
grade = F2 S2
makers = dahua
says = its boot loader is named as in Dahua's update packages
source = BotoX/Dahua-Firmware-Mod-Kit configs, five product lines
match = dhboot.bin.img
match2 = dhboot-min.bin.img
no_match = uboot.bin.img

[fw-dahua-rtsp]
kind = image.mark
pattern = (?-i)Dahua Rtsp Server
class = firmware
grade = F1 S2
makers = dahua
says = names its RTSP server as Dahua's older firmware does
source = nmap-service-probes; rapid7/recog xml/rtsp_servers.xml
match = Server: Dahua Rtsp Server
no_match = Rtsp Server

[fw-dahua-upnp]
kind = image.mark
pattern = (?-i)Private Upnp SDK
class = firmware
grade = F2 S2
makers = dahua
says = names its UPnP stack as Dahua's firmware does
source = three published SSDP captures
match = Linux, UPnP/1.0, Private Upnp SDK
no_match = Portable SDK for UPnP

[fw-dahua-sdp]
kind = image.mark
pattern = (?-i)(packetization-supported|rtppayload-supported):DH
class = firmware
grade = F2 S2 Em
makers = dahua
says = offers its video as Dahua's media server does
source = three published exchanges; one other maker sends the same in a mode of compatibility
match = a=packetization-supported:DH
no_match = a=packetization-supported:

[fw-dahua-notify]
kind = image.mark
pattern = (?-i)client\.notifyDevInfo
class = firmware
grade = F3 S2 Em
makers = dahua
says = holds a method of Dahua's search protocol
source = julienblitte/UniversalScanner Dahua2.selftest
match = "method":"client.notifyDevInfo"
no_match = client.notifyInfo

[fw-dahua-session]
kind = image.mark
pattern = (?-i)ZheJiang Dahua Technology
class = firmware
grade = F2 S2
makers = dahua
says = names the maker in its media sessions
source = published SDP of older firmware
match = s=RTSP Session of ZheJiang Dahua Technology CO.,LTD.
no_match = Zhejiang Technology

[fw-xm-sofia]
kind = image.path
pattern = (?-i)(^|/)usr/bin/Sofia$
class = firmware
grade = F1 S2
makers = xiongmai
says = its main program has the name of Xiongmai's
source = OpenIPC/camerasrnd reverse/sofia.md and OpenIPC sensor reports; a published analysis of an iCSee camera
match = @0x40000.squashfs/usr/bin/Sofia
no_match = usr/bin/sofia

[fw-xm-rtsp]
kind = image.mark
pattern = (?-i)H264DVR [0-9]\.[0-9]
class = firmware
grade = F2 S2
makers = xiongmai
says = names its RTSP server as Xiongmai's firmware does
source = nmap-service-probes
match = Server: H264DVR 1.0
no_match = H264DVR

[fw-xm-title]
kind = image.mark
pattern = (?-i)<title>NET?Surveillance WEB
class = firmware
grade = F1 S2
makers = xiongmai
says = its web page has the title of Xiongmai's
source = 0x727/FingerprintHub; johndoe31415/numenworld-ipcam
match = <title>NETSurveillance WEB</title>
no_match = <title>Surveillance</title>

[fw-xm-title-2]
kind = image.mark
pattern = (?-i)NetSurveillance WEB
class = firmware
grade = F1 S2
makers = xiongmai
says = its web page has the title of Xiongmai's, in another spelling
source = 0x727/FingerprintHub
match = NetSurveillance WEB
no_match = Net Surveillance

[fw-xm-login]
kind = image.mark
pattern = (?-i)DVRIP-Web
class = firmware
grade = F3 S2 Em
makers = xiongmai
says = holds the kind of log-in of Xiongmai's control protocol
source = OpenIPC/python-dvr
match = "LoginType":"DVRIP-Web"
no_match = DVRIP

[fw-xm-cloud]
kind = image.mark
pattern = (?-i)MSG_(DSS_CFG_QUERY|AGENT_REGISTER)_R
class = firmware
grade = F3 S2
makers = xiongmai
says = holds messages of Xiongmai's cloud protocol
source = johndoe31415/numenworld-ipcam and one published capture
match = MSG_DSS_CFG_QUERY_REQ
no_match = MSG_CFG_QUERY

[fw-xm-httpd]
kind = image.mark
pattern = (?-i)uc-httpd[ /][0-9]
class = firmware
grade = F1 S2
makers = xiongmai
says = names its web server as Xiongmai's firmware does
source = 0x727/FingerprintHub; johndoe31415/numenworld-ipcam
match = Server: uc-httpd 1.0.0
no_match = uhttpd 1.0

[fw-mtd-config]
kind = image.mark
pattern = (?-i)/mnt/mtd/Config/
class = firmware
grade = F1 S3
makers = dahua, xiongmai
says = keeps its settings where firmware of Dahua and of Xiongmai does
source = start scripts of both in published analyses
match = /mnt/mtd/Config/maintain
no_match = /mnt/mtd/config/

[fw-unv-session]
kind = image.mark
pattern = (?-i)VCP IPC Realtime stream
class = firmware
grade = F2 S2
makers = uniview
says = names its media sessions as Uniview's firmware does
source = AlexxIT/go2rtc issue 1663
match = s=VCP IPC Realtime stream
no_match = IPC Realtime stream

[fw-unv-h3c]
kind = image.mark
pattern = (?-i)DecoderTag=h3c-v3
class = firmware
grade = F2 S2
makers = uniview
says = describes its audio as Uniview's firmware does
source = AlexxIT/go2rtc issue 1663; one published exchange
match = a=fmtp:107 DecoderTag=h3c-v3 RTCP=0
no_match = DecoderTag=

[fw-unv-lapi]
kind = image.mark
pattern = (?-i)/LAPI/V1\.0/
class = firmware
grade = F2 S2 Em
makers = uniview
says = holds paths of Uniview's control interface
source = 0x727/FingerprintHub plugins/uniview
match = /LAPI/V1.0/System/DeviceBasicInfo
no_match = /API/V1.0/

[fw-tvt-http]
kind = image.mark
pattern = (?-i)Cross Web Server
class = firmware
grade = F1 S3
makers = tvt
says = names its web server as recorders do that several reports attribute to TVT
source = rapid7/recog xml/http_servers.xml, kerneronsec.com 2016; sources differ
match = Server: Cross Web Server
no_match = Web Server

[fw-tiandy-certificate]
kind = image.cert.subject
pattern = (?-i)O ?= ?Tiandy Tech
class = firmware
grade = F1 S2
makers = tiandy
says = holds one of Tiandy's two device certificates
source = zb3/tiandy-research README
match = C=CN, ST=Tianjin, O=Tiandy Tech, CN=dvr_ui
match2 = C=CN, ST=Tianjin, L=Tianjin, O=Tiandy Tech Ltd, CN=NetDevice
no_match = O=Tianjin

[fw-tiandy-page]
kind = image.path
pattern = (^|/)tdvideo\.css$
class = firmware
grade = F2 S2
makers = tiandy
says = its web page has a style sheet of Tiandy's
source = zb3/tiandy-research README
match = web/tdvideo.css
no_match = web/video.css

[fw-sunell-path]
kind = image.mark
pattern = /snl/live/
class = firmware
grade = F2 S2
makers = sunell
says = serves video by Sunell's paths
source = ch-bas/cctv-camera-database strix/verified/sunell.json
match = /snl/live/1/1
no_match = /live/1/1

[fw-topsee-search]
kind = image.mark
pattern = (?-i)SYSTEM_SEARCHIPC_MESSAGE
class = firmware
grade = F3 S2 Em
makers = topsee
says = holds a message of Topsee's search protocol
source = published client source (one source)
match = MESSAGE_TYPE="SYSTEM_SEARCHIPC_MESSAGE"
no_match = SYSTEM_MESSAGE

[fw-hichip-rtsp]
kind = image.mark
pattern = (?-i)Hipcam RealServer
class = firmware
grade = F1 S2
makers = hichip
says = names its RTSP server as HiChip's firmware does
source = nmap-service-probes; rapid7/recog xml/rtsp_servers.xml
match = Server: Hipcam RealServer/V1.0
no_match = Helix RealServer

[fw-hichip-cgi]
kind = image.path
pattern = (^|/)cgi-bin/hi3510/
class = firmware
grade = F2 S2
makers = hichip
says = its web server has the folder of HiChip's interface
source = UND-ARC/IPCam meta/about.md; one published study
match = web/cgi-bin/hi3510/param.cgi
no_match = web/cgi-bin/param.cgi

[fw-macro-video-session]
kind = image.mark
pattern = (?-i)streamed by the macro-video rtsp server
class = firmware
grade = F2 S2
makers = macro-video
says = names its media sessions as Macro-video's firmware does
source = one published capture
match = s=streamed by the macro-video rtsp server
no_match = rtsp server

[fw-macro-video-search]
kind = image.mark
pattern = (?-i)NVDEVSEARCH\^
class = firmware
grade = F3 S2 Em
makers = macro-video
says = holds the question of the V380 search
source = prsyahmi/v380 UtlDiscovery.cpp
match = NVDEVSEARCH^100
no_match = DEVSEARCH

[fw-anjvision-session]
kind = image.mark
pattern = (?-i)RTSP/RTP stream from anjvision ipcamera
class = firmware
grade = F2 S2
makers = anjvision
says = names its media sessions as Anjvision's firmware does
source = one published capture, of a camera under another label
match = s=RTSP/RTP stream from anjvision ipcamera
no_match = RTSP/RTP stream from ipcamera

[fw-anjvision-author]
kind = image.mark
pattern = (?-i)CHAM\.LI@ANJVISION\.COM
class = firmware
grade = F2 S2
makers = anjvision
says = names an author at Anjvision in its media server
source = one published capture, of a camera under another label
match = LIVE555 Streaming Media CHAM.LI@ANJVISION.COM
no_match = INFO@ANJVISION.COM
