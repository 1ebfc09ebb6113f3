; Hikvision and what is built on its firmware (EZVIZ, HiLook, LTS, TruVision ...).
; The SDP line Media_header:MEDIAINFO and the prefix wsadis are copied by others: see hik-sdp-imkh.

[sadp-flase]
kind = sadp.field
pattern = ^[a-z]+=flase$
class = discovery
grade = F2 S2
makers = hikvision
says = spells false as 'flase' in its SADP reply, as Hikvision's firmware does; no imitation seen writes it so
source = julienblitte/UniversalScanner Hikvision.selftest and two more published replies; sure
match = HCPlatformEnable=flase
match2 = DeviceLock=flase
no_match = HCPlatformEnable=false
no_match2 = Salt=flasehood

[sadp-serial]
kind = sadp.serial
pattern = [12][0-9]{3}(0[1-9]|1[0-2])[0-3][0-9](AA|BB|CC)(WR|CH|RR)[A-Z]?[0-9]{6,10}(WCVU)?$
class = discovery
grade = F2 S2
makers = hikvision
says = serial number written as model, date, AA or CC, WR, CH or RR and digits, as Hikvision numbers its devices
source = maciej-or/hikvision_next test fixtures and published SADP replies; sure
match = DS-2CD2032-I20200730AACHE40182234
match2 = DS-7608NI-K20190412CCRRD12345678WCVU
no_match = 1A2B3C4PAG00001
no_match2 = 20200730

[sadp-serial-recorder]
kind = sadp.serial
pattern = (RR|WR)[A-Z]?[0-9]{6,10}WCVU$
class = discovery
grade = F2 S2
makers = hikvision
votes = recorder +2.5, camera -1.5
says = serial number in the form that Hikvision gives its recorders
source = maciej-or/hikvision_next test fixtures of recorders
match = DS-7608NI-K20190412CCRRD12345678WCVU
no_match = DS-2CD2032-I20200730AACHE40182234

[sadp-speaks]
kind = sadp.mac
pattern = ^[0-9a-f]{2}[-:][0-9a-f]{2}[-:][0-9a-f]{2}[-:]
class = discovery
grade = F3 S2 Em
makers = hikvision
votes = camera +1.5, recorder +1.5, other -2.0
says = answers or announces itself by SADP, Hikvision's private discovery
source = MatrixEditor/hiktools and julienblitte/UniversalScanner; two unrelated products are known to answer as well
match = 44-47-cc-00-00-01
match2 = 44:47:cc:00:00:01
no_match = none

[sadp-software]
kind = sadp.firmware
pattern = ^V[0-9]+\.[0-9]+\.[0-9]+ ?build ?[0-9]{6}
class = discovery
grade = F2 S2
makers = hikvision
says = firmware version written with 'build' and a date, as Hikvision does
source = julienblitte/UniversalScanner Hikvision.selftest and published replies
match = V5.6.2build 190701
match2 = V4.30.005 build 200714
no_match = 2.800.0000000.13.R
no_match2 = V5.00.R02.00030747.10010.349f17.0000000

[sadp-dsp]
kind = sadp.dsp
pattern = ^V[0-9]+\.[0-9]+ ?build ?[0-9]{6}
class = discovery
grade = F2 S2
makers = hikvision
says = DSP version written as Hikvision does
source = julienblitte/UniversalScanner Hikvision.selftest
match = V7.3 build 190701
no_match = 7.3

[sadp-camera]
kind = sadp.model
pattern = ^(i?DS-2(CD|DE|DF|DP|TD|TX|SE|XE|XC)|DS-TCG|CS-(C|H|BC|LC|CV)[0-9])
class = label
grade = F0 S2
makers = hikvision
votes = camera +3.0, recorder -1.5
says = model name in the form of Hikvision's cameras
source = maciej-or/hikvision_next test fixtures
match = DS-2CD2146G2-ISU
match2 = DS-2TD1228-2-QA
no_match = DS-7608NXI-I2
no_match2 = IPC-HFW4150D-V2

[sadp-recorder]
kind = sadp.model
pattern = ^i?DS-(7[1-9]|8[0-9]|9[0-9])[0-9]{2}
class = label
grade = F0 S2
makers = hikvision
votes = recorder +3.0, camera -1.5
says = model name in the form of Hikvision's recorders
source = maciej-or/hikvision_next test fixtures
match = DS-7608NXI-I2
match2 = iDS-7208HQHI-M1
no_match = DS-2CD2146G2-ISU

[sadp-oem-code]
kind = sadp.field
pattern = ^(Detail)?OEMCode=([2-9]|1[0-9]+)
class = discovery
grade = F2 S2
makers = hikvision
says = carries an OEM code other than Hikvision's own
source = maciej-or/hikvision_next: 1 on every own-brand unit that carries it; that others mean a label is inference
match = DetailOEMCode=1034
no_match = DetailOEMCode=1
no_match2 = OEMCode=false

[sadp-field-set]
kind = sadp.field
pattern = ^(PasswordResetModeSecond|IsModifyVerificationCode|SupportHCPlatform|EZVIZCode|SDKOverTLSPort|SDKServerStatus)=
class = discovery
grade = F2 S2
makers = hikvision
says = SADP reply with fields that only Hikvision's firmware is known to send
source = julienblitte/UniversalScanner Hikvision.selftest and published replies
match = SDKOverTLSPort=8443
match2 = PasswordResetModeSecond=true
no_match = HttpPort=80

[hik-onvif-name]
kind = wsd.name
pattern = ^HIKVISION[ _]
class = label
grade = F0 S1
makers = hikvision
brand = Hikvision
says = names itself Hikvision in its ONVIF scopes
source = two published ProbeMatches
match = HIKVISION DS-2CD2032-I
no_match = General

[hik-onvif-hardware-camera]
kind = wsd.hardware
pattern = ^i?DS-2(CD|DE|DF|DP|TD|TX|SE|XE|XC)
class = label
grade = F0 S2
makers = hikvision
votes = camera +3.0, recorder -1.5
says = model name in the form of Hikvision's cameras
source = maciej-or/hikvision_next test fixtures
match = DS-2CD2346G2-ISU
no_match = DS-7608NXI-I2

[hik-onvif-hardware-recorder]
kind = wsd.hardware
pattern = ^i?DS-(7[1-9]|8[0-9]|9[0-9])[0-9]{2}
class = label
grade = F0 S2
makers = hikvision
votes = recorder +3.0, camera -1.5
says = model name in the form of Hikvision's recorders
source = maciej-or/hikvision_next test fixtures
match = DS-7732NI-M4
no_match = DS-2CD2346G2-ISU

[hik-onvif-model-camera]
kind = onvif.model
pattern = ^i?DS-2(CD|DE|DF|DP|TD|TX|SE|XE|XC)
class = label
grade = F0 S2
makers = hikvision
votes = camera +3.0, recorder -1.5
says = model name in the form of Hikvision's cameras
source = maciej-or/hikvision_next test fixtures
match = DS-2CD2443G0-IW
no_match = DS-7616NI-K2

[hik-onvif-model-recorder]
kind = onvif.model
pattern = ^i?DS-(7[1-9]|8[0-9]|9[0-9])[0-9]{2}
class = label
grade = F0 S2
makers = hikvision
votes = recorder +3.0, camera -1.5
says = model name in the form of Hikvision's recorders
source = maciej-or/hikvision_next test fixtures
match = DS-7616NI-K2
no_match = DS-2CD2443G0-IW

[hik-onvif-manufacturer]
kind = onvif.manufacturer
pattern = ^hikvision$
class = label
grade = F0 S1
makers = hikvision
brand = Hikvision
says = names Hikvision as its manufacturer
source = maciej-or/hikvision_next test fixtures
match = HIKVISION
no_match = General

[hik-onvif-serial]
kind = onvif.serial
pattern = [12][0-9]{3}(0[1-9]|1[0-2])[0-3][0-9](AA|BB|CC)(WR|CH|RR)[A-Z]?[0-9]{6,10}(WCVU)?$
class = discovery
grade = F2 S2
makers = hikvision
says = serial number written as Hikvision numbers its devices
source = maciej-or/hikvision_next test fixtures
match = DS-2CD2146G2-ISU20210930AAWRG12345678
no_match = 210235C1MCA000000001

[hik-onvif-firmware]
kind = onvif.firmware
pattern = ^V[0-9]+\.[0-9]+\.[0-9]+ ?build ?[0-9]{6}
class = discovery
grade = F2 S2
makers = hikvision
says = firmware version written with 'build' and a date, as Hikvision does
source = published replies of Hikvision units
match = V5.5.6 build 180326
no_match = 1.4.2 Build 250725 Rel.72234n

[hik-wsd-endpoint]
kind = wsd.endpoint
pattern = ^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-11b3-[0-9a-f]{4}-[0-9a-f]{12}$
class = discovery
grade = F2 S2
makers = hikvision
says = ONVIF identity built in Hikvision's way: third group 11b3, last group the MAC address
source = two published ProbeMatches; the rest of the form is not known
match = urn:uuid:2f2a1c00-5fe0-11b3-81ae-5850ed000001
no_match = urn:uuid:2f2a1c00-5fe0-11b4-81ae-5850ed000001
no_match2 = uuid:2f2a1c00-5fe0-11b3

[hik-wsd-scope-mac]
kind = wsd.scope
pattern = /MAC/[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}:
class = discovery
grade = F2 S3
makers = hikvision, hanwha
says = ONVIF scope with the MAC address, a habit of Hikvision; one Hanwha sample has it too
source = published ProbeMatches of both makers
match = onvif://www.onvif.org/MAC/58:50:ed:00:00:01
no_match = onvif://www.onvif.org/macaddr/48ea63000001

[hik-wsd-scope-city]
kind = wsd.scope
pattern = /location/city/hangzhou$
class = discovery
grade = F1 S2
makers = hikvision
says = ONVIF scope with Hikvision's default place
source = two published ProbeMatches
match = onvif://www.onvif.org/location/city/hangzhou
no_match = onvif://www.onvif.org/location/country/china

[hik-rtsp-realm]
kind = rtsp.realm
pattern = ^IP Camera\(([A-Z]?[0-9]{4,5})\)$
class = media
grade = F2 S2 Em
makers = hikvision
votes = camera +3.0, other -3.0
says = RTSP realm 'IP Camera(…)' with a short code, as Hikvision's cameras send
source = five published exchanges; two emulators are known
match = IP Camera(C2183)
match2 = IP Camera(21388)
no_match = IP Camera
no_match2 = Login to 1A2B3C4PAA00003

[hik-http-realm]
kind = http.realm
pattern = ^IP Camera\(([A-Z]?[0-9]{4,5})\)$
class = web
grade = F2 S2
makers = hikvision
votes = camera +3.0, other -3.0
says = web realm 'IP Camera(…)' with a short code, as Hikvision's cameras send
source = published exchange
match = IP Camera(C2183)
no_match = IPCamera

[hik-rtsp-realm-recorder]
kind = rtsp.realm
pattern = ^(Hikvision$|HikvisionDS-)
class = media
grade = F2 S2
makers = hikvision
votes = recorder +1.5
says = RTSP realm of Hikvision's older recorders and encoders
source = nmap-service-probes, RTSP section
match = Hikvision
match2 = HikvisionDS-6701HWI
no_match = Hikvision-like

[hik-http-realm-recorder]
kind = http.realm
pattern = ^DVRNVRDVS$
class = web
grade = F2 S2
makers = hikvision
votes = recorder +2.0
says = web realm of Hikvision's recorders
source = public scanner source; weak, one source
match = DVRNVRDVS
no_match = DVR

[hik-rtsp-public]
kind = rtsp.public
pattern = ^OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, GET_PARAMETER$
class = media
grade = F2 S3
makers = hikvision
says = lists RTSP methods with PLAY before SETUP, as Hikvision does
source = nmap-service-probes, RTSP section
match = OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, GET_PARAMETER
no_match = OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, PAUSE

[hik-sdp-imkh]
kind = sdp.attribute
pattern = ^Media_header:MEDIAINFO=494D4B48
class = media
grade = F2 S4 Em
makers =
says = SDP line with a media header that Hikvision invented and several unrelated servers copy: a lead at most
source = genuine and copied samples in public code; three unrelated servers and one other camera maker send it
match = Media_header:MEDIAINFO=494D4B48010100000400
no_match = Media_header:MEDIAINFO=00
no_match2 = appversion:1.0

[hik-sdp-dimensions]
kind = sdp.attribute
pattern = ^(x-dimensions:[0-9]+,[0-9]+|appversion:1\.0)$
class = media
grade = F2 S3
makers = hikvision
says = SDP line in Hikvision's spelling: picture dimensions or application version
source = four published genuine SDPs
match = x-dimensions:1920,1080
match2 = appversion:1.0
no_match = framesize:96 1920-1080

[hik-rtsp-path]
kind = rtsp.served_path
pattern = ^/(ISAPI/)?Streaming/(Channels|tracks)/[0-9]+0[1-3]([/?]|$)
class = media
grade = F1 S3
makers = hikvision
votes = camera +1.0, recorder +1.0
says = serves streams under Hikvision's numbering of channels; several labels do as well
source = enpinfo.hikvision.com and CamioCam/rtsp list of cameras
match = /Streaming/Channels/101
match2 = /ISAPI/Streaming/channels/102?transportmode=unicast
no_match = /cam/realmonitor?channel=1&subtype=0
no_match2 = /live

[hik-http-server]
kind = http.server
pattern = ^(Hikvision-Webs|DVRDVS-Webs|DNVRS-Webs|App-webs/?)
class = web
grade = F1 S2
makers = hikvision
votes = camera +1.0, recorder +1.0, other -1.5
says = web server name of Hikvision's firmware
source = nmap-service-probes and rapid7/recog xml/http_servers.xml; sure
match = Hikvision-Webs
match2 = App-webs/
no_match = Webs
no_match2 = GoAhead-Webs

[hik-http-server-recorder]
kind = http.server
pattern = ^(DVRDVS|DNVRS)-Webs
class = web
grade = F1 S2
makers = hikvision
votes = recorder +2.5, camera -1.0
says = web server name of Hikvision's recorders
source = nmap-service-probes and rapid7/recog xml/http_servers.xml
match = DNVRS-Webs
no_match = App-webs/

[hik-http-server-truvision]
kind = http.server
pattern = ^Interlogix-Webs
class = web
grade = F1 S2
makers = hikvision
brand = Interlogix
says = web server name of Hikvision's firmware under the label Interlogix
source = nmap-service-probes
match = Interlogix-Webs
no_match = Webs

[hik-http-path]
kind = http.served_path
pattern = ^/(doc/page/login\.asp|ISAPI/(System|Security|Streaming|Event|ContentMgmt|SDK)/)
class = web
grade = F1 S2
makers = hikvision
says = answers on paths of Hikvision's private web interface
source = rapid7/recog and maciej-or/hikvision_next
match = /ISAPI/System/deviceInfo
match2 = /doc/page/login.asp?_1600000000
no_match = /RPC2_Login
no_match2 = /doc/index.html

[hik-cookie]
kind = http.cookie
pattern = ^_goaheadwebSessionId$
class = web
grade = F2 S2
makers = hikvision
says = session cookie of Hikvision's older web interface
source = 0x727/FingerprintHub
match = _goaheadwebSessionId
no_match = sessionid

[hik-cert-old]
kind = cert.subject
pattern = CN=www\.hikvision\.com.*OU=DVRNVR|OU=DVRNVR.*CN=www\.hikvision\.com
class = tls
grade = F1 S2
makers = hikvision
votes = recorder +1.5
says = presents the certificate of Hikvision's older recorders
source = rapid7/recog xml/x509_subjects.xml
match = CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION,L=HangZhou,ST=ZheJiang,C=CN
match2 = C=CN,ST=ZheJiang,L=HangZhou,O=HIKVISION,OU=DVRNVR,CN=www.hikvision.com
no_match = CN=www.hikvision.com

[hik-upnp-description]
kind = ssdp.location
pattern = /upnpdevicedesc\.xml$
class = discovery
grade = F2 S3
makers = hikvision, cap
says = UPnP description under a file name that Hikvision's firmware and at least one Korean maker use
source = published decompiled source and two captures
match = http://192.0.2.10:80/upnpdevicedesc.xml
no_match = http://192.0.2.10/upnp_device_desc.xml

[hik-upnp-manufacturer]
kind = upnp.manufacturer
pattern = ^hikvision
class = label
grade = F0 S1
makers = hikvision
brand = Hikvision
votes = camera +1.0, recorder +1.0, other -1.0
says = names Hikvision as its manufacturer
source = brand text; see hikvision.com
match = HIKVISION
no_match = Dahua

[hik-http-title]
kind = http.title
pattern = ^(HIKVISION|EZVIZ)
class = label
grade = F0 S1
makers = hikvision
brand = Hikvision
says = page title with Hikvision's name
source = brand text
match = HIKVISION
no_match = index

[hik-hostname]
kind = dhcp.hostname
pattern = ^(HIKVISION|i?DS-2(CD|DE|DF|TD)|EZVIZ)
class = label
grade = F0 S2
makers = hikvision
votes = camera +2.0
says = host name in the form of Hikvision's cameras
source = model names of maciej-or/hikvision_next fixtures; that it is used as host name is not proven
match = DS-2CD2143G0-I
match2 = HIKVISION
no_match = DS-218

[hik-hostname-recorder]
kind = dhcp.hostname
pattern = ^i?DS-(7[1-9]|8[0-9]|9[0-9])[0-9]{2}[A-Z]
class = label
grade = F0 S2
makers = hikvision
votes = recorder +2.0
says = host name in the form of Hikvision's recorders
source = model names of maciej-or/hikvision_next fixtures; that it is used as host name is not proven
match = DS-7608NI-K2
no_match = DS-2CD2143G0-I

[hik-rtsp-date-double-blank]
kind = rtsp.date
pattern = ^\x20+(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [a-z]{3} [0-9]{1,2} [0-9]{4}
class = media
grade = F2 S2
makers = hikvision
says = RTSP date with two blanks before the weekday and the month before the day, as Hikvision writes it
source = published exchange; the same order with one blank is common to LIVE555 servers and proves nothing
match = " Thu, May 99 9999 99:99:99 GMT"
no_match = Thu, May 99 9999 99:99:99 GMT
no_match2 = " Thu, 99 May 9999 99:99:99 GMT"

[hik-sdp-contact]
kind = sdp.contact
pattern = ^e=NONE$
class = media
grade = F2 S3
makers = hikvision, anjvision
says = SDP line e=NONE, as Hikvision's firmware and its imitators send
source = published SDPs
match = e=NONE
no_match = e=admin@
