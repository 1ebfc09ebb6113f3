; Things on a camera's network that are not cameras. The votes are high because these texts name
; the product itself.

[dhcp-android]
kind = dhcp.vendor_class
pattern = ^android-dhcp
class = host
grade = F1 S4
makers =
votes = other +4.0, camera -2.0
says = DHCP client of an Android phone or TV
source = xnih/satori fingerprints/dhcp.xml
match = android-dhcp-11
no_match = udhcp 1.22.1

[dhcp-microsoft]
kind = dhcp.vendor_class
pattern = ^MSFT [0-9]
class = host
grade = F1 S4
makers =
votes = other +4.0, camera -2.0, recorder -0.5
says = DHCP client of Windows
source = MS-DHCPE, vendor class identifier
match = MSFT 5.0
no_match = MSF

[dhcp-printer]
kind = dhcp.vendor_class
pattern = ^(Hewlett-Packard (JetDirect|OfficeJet|LaserJet)|HP[ -]|Brother|Mfg=|EPSON|Lexmark|XEROX|KYOCERA|RICOH|Canon)
class = host
grade = F1 S4
makers =
votes = other +4.0, camera -2.0
says = DHCP client of a printer
source = rapid7/recog xml/dhcp_vendor_class.xml and xnih/satori
match = Hewlett-Packard JetDirect
no_match = AXIS,Network Camera,P3343,5.20.3

[dhcp-phone]
kind = dhcp.vendor_class
pattern = ^(Cisco Systems, Inc\. IP Phone|yealink|snom|Polycom|Grandstream|AASTRA|Avaya|ccp\.avaya|Mitel|SIP[- ]?Phone)
class = host
grade = F1 S4
makers =
votes = other +4.0, camera -2.0
says = DHCP client of a desk telephone
source = rapid7/recog xml/dhcp_vendor_class.xml
match = Cisco Systems, Inc. IP Phone CP-7961G
no_match = udhcp 1.19.4

[dhcp-boot]
kind = dhcp.vendor_class
pattern = ^(PXEClient|anaconda|d-i|ArubaAP|ubnt$|Cisco AP|Ruckus)
class = host
grade = F1 S4
makers =
votes = other +1.5
says = DHCP client of a computer at boot or of network equipment
source = rapid7/recog xml/dhcp_vendor_class.xml
match = PXEClient:Arch:00000:UNDI:002001
no_match = udhcp 1.19.4

[host-phone]
kind = dhcp.hostname
pattern = ^(android[-_]|iphone|ipad|galaxy[-_]|SM-[A-Z][0-9]|pixel[-_ ][0-9]|redmi|oneplus|huawei[-_]p)|'?s-(iphone|ipad|galaxy|mbp|macbook)
class = host
grade = F0 S4
makers =
votes = other +3.5, camera -1.5
says = host name of a phone or tablet
source = default host names of Android and iOS
match = android-a1b2c3d4e5f6a7b8
match2 = Annes-iPhone
no_match = camera

[host-computer]
kind = dhcp.hostname
pattern = ^(DESKTOP|LAPTOP)-[A-Z0-9]{6,8}$|macbook|(^|[-_])(pc|laptop|notebook|workstation|imac|raspberrypi|ubuntu)([-_0-9]|$)
class = host
grade = F0 S4
makers =
votes = other +3.0, camera -1.0
says = host name of a computer
source = default host names of Windows, macOS and Linux
match = DESKTOP-A1B2C3D
match2 = raspberrypi
no_match = DCS-935L

[host-media]
kind = dhcp.hostname
pattern = ^(chromecast|google-home|google-nest|appletv|apple-tv|roku|amazon-[0-9a-f]|fire-?tv|sonos|LGwebOSTV|samsung[-_]?(tv|smarttv)|bravia|playstation|ps[45]-|xbox)
class = host
grade = F0 S4
makers =
votes = other +3.5, camera -1.5
says = host name of a television, player, loudspeaker or console
source = default host names of these products
match = Chromecast
match2 = LGwebOSTV
no_match = camera

[host-printer]
kind = dhcp.hostname
pattern = ^(HP[0-9A-F]{6,12}|NPI[0-9A-F]{6}|BRN[0-9A-FW]{12,13}|BRW[0-9A-F]{12}|EPSON[0-9A-F]{6}|ET[0-9A-F]{12}|KM[0-9A-F]{6}|XRX[0-9A-F]{12}|RNP[0-9A-F]{12})
class = host
grade = F0 S4
makers =
votes = other +4.0, camera -2.0
says = host name of a printer
source = default host names of HP, Brother, Epson, Lexmark, Kyocera, Xerox and Ricoh printers
match = NPI4F2A10
match2 = BRW001122334455
no_match = NP

[host-plug]
kind = dhcp.hostname
pattern = ^((HS|KP|KL|LB|EP|ES)[1-9][0-9]{1,2}([-_( ]|$)|wemo|shelly|sonoff|tasmota|meross|tuya|ESP[-_][0-9A-F]{6}|wlan0$|lwip|Espressif|LIFX|Philips-hue|Lightify|HomeMatic|homematic-ccu|MAX!?Cube|Withings|WSD-[0-9A-F]|Aria|iKettle|Smarter)
class = host
grade = F0 S4
makers =
votes = other +3.5, camera -1.5
says = host name of a plug, lamp, bridge, scale or other household thing
source = default host names of these products
match = HS110(EU)
match2 = Philips-hue
match4 = HS110-12
match3 = ESP_0A1B2C
no_match = DCS-935L
no_match2 = HSP

[mdns-printer]
kind = mdns.service
pattern = ^_(ipp|ipps|printer|pdl-datastream|fax-ipp|scanner|uscan|uscans|privet)\._tcp
class = discovery
grade = F2 S4
makers =
votes = other +4.0, camera -2.0
says = announces printing or scanning
source = IANA service names
match = _ipp._tcp
match2 = _pdl-datastream._tcp.local
no_match = _http._tcp

[mdns-cast]
kind = mdns.service
pattern = ^_(googlecast|airplay|raop|spotify-connect|sonos|appletv|mediaremotetv|amzn-wplay|nvstream|roku-rcp|daap|touch-able|androidtvremote2?|viziocast)\._tcp
class = discovery
grade = F2 S4
makers =
votes = other +3.0, camera -1.5
says = announces a player, television or loudspeaker
source = IANA service names and makers' documents
match = _googlecast._tcp
match2 = _raop._tcp.local
no_match = _rtsp._tcp

[mdns-computer]
kind = mdns.service
pattern = ^_(smb|afpovertcp|companion-link|apple-mobdev2?|sleep-proxy|rfb|eppc|net-assistant|adisk|rdlink|airport|homekit|presence|sftp-ssh)\._(tcp|udp)
class = discovery
grade = F2 S4
makers =
votes = other +2.5, camera -1.0
says = announces a service of a computer or phone
source = IANA service names
match = _companion-link._tcp
no_match = _http._tcp

[mdns-home]
kind = mdns.service
pattern = ^_(hue|meshcop|matter|matterc|matterd|shelly|esphomelib|wled|elg|ewelink|mqtt|lutron|bond|nanoleafapi|nanoleafms|lifx|easylink|coap)\._(tcp|udp)
class = discovery
grade = F2 S4
makers =
votes = other +2.0
says = announces a household thing: lamp, bridge, plug
source = IANA service names and makers' documents
match = _hue._tcp
no_match = _hap._tcp

[mdns-query-media]
kind = mdns.query
pattern = ^_(googlecast|airplay|raop|companion-link|spotify-connect|sleep-proxy|ipp|ipps|homekit)\._(tcp|udp)
class = host
grade = F1 S4
makers =
votes = other +1.5
says = looks for printers, televisions or loudspeakers, as phones and computers do
source = habits of iOS, macOS, Android and Windows
match = _googlecast._tcp.local
no_match = _dhnap._tcp.local

[ssdp-router]
kind = ssdp.type
pattern = :device:(InternetGatewayDevice|WANDevice|WANConnectionDevice|WLANAccessPointDevice):
class = discovery
grade = F2 S4
makers =
votes = other +3.5, camera -2.0
says = announces itself as a router
source = UPnP Forum, InternetGatewayDevice
match = urn:schemas-upnp-org:device:InternetGatewayDevice:1
no_match = urn:schemas-upnp-org:device:Basic:1

[ssdp-media]
kind = ssdp.type
pattern = (:device:(MediaRenderer|ZonePlayer|MediaServer|Printer|tvdevice|BinaryLight|DimmableLight)|dial-multiscreen|lge-com|samsung\.com|roku:ecp|sonos-com|nanoleaf)
class = discovery
grade = F2 S4
makers =
votes = other +3.5, camera -2.0
says = announces itself as a player, television, printer or lamp
source = UPnP Forum device classes, DIAL, Roku ECP
match = urn:schemas-upnp-org:device:MediaRenderer:1
match2 = urn:dial-multiscreen-org:service:dial:1
no_match = urn:schemas-upnp-org:device:DigitalSecurityCamera:1

[ssdp-wemo]
kind = ssdp.type
pattern = ^urn:Belkin:(device:(controllee|insight|sensor|lightswitch|bridge|dimmer|crockpot|coffeemaker|humidifier|airpurifier|heater[ab]?|socket|maker|outdoor[a-z]*)|service:(basicevent|insight|firmwareupdate|bridge|timesync|metainfo|remoteaccess|rules|deviceinfo|smartsetup|manufacture|WiFiSetup|deviceevent))
class = discovery
grade = F2 S2
makers = belkin
brand = Belkin WeMo
votes = other +4.5, camera -3.0
says = announces itself as a WeMo plug, switch or bridge
source = pywemo documentation of the device types
match = urn:Belkin:device:controllee:1
match2 = urn:Belkin:service:basicevent:1
no_match = urn:Belkin:device:NetCamSensor:1

[ssdp-wemo-netcam]
kind = ssdp.type
pattern = ^urn:Belkin:device:NetCam
class = discovery
grade = F2 S2
makers = belkin
brand = Belkin
votes = camera +4.0, other -2.0
says = announces itself as a Belkin NetCam
source = pywemo documentation of the device types
match = urn:Belkin:device:NetCamSensor:1
no_match = urn:Belkin:device:sensor:1

[upnp-wemo]
kind = upnp.device_type
pattern = ^urn:Belkin:device:(controllee|insight|sensor|lightswitch|bridge|dimmer|crockpot|coffeemaker|humidifier|airpurifier|heater[ab]?|socket|maker|outdoor[a-z]*)
class = discovery
grade = F2 S2
makers = belkin
brand = Belkin WeMo
votes = other +4.5, camera -3.0
says = describes itself as a WeMo plug, switch or bridge
source = pywemo documentation of the device types
match = urn:Belkin:device:bridge:1
no_match = urn:Belkin:device:NetCamSensor:1

[upnp-media-device]
kind = upnp.device_type
pattern = :device:(MediaRenderer|ZonePlayer|MediaServer|Printer|tvdevice|InternetGatewayDevice|WANDevice|BinaryLight|DimmableLight):
class = discovery
grade = F2 S4
makers =
votes = other +3.5, camera -2.0
says = describes itself as a router, player, television, printer or lamp
source = UPnP Forum device classes
match = urn:schemas-upnp-org:device:MediaRenderer:1
no_match = urn:schemas-upnp-org:device:NetworkCamera:1

[ssdp-hue]
kind = ssdp.server
pattern = (^|[^a-z])IpBridge/
class = discovery
grade = F2 S2
makers = signify
brand = Philips Hue
votes = other +4.5, camera -3.0
says = UPnP server text of a Philips Hue bridge
source = Philips Hue developer documentation, bridge discovery
match = Linux/3.14.0 UPnP/1.0 IpBridge/1.9.0
no_match = Linux UPnP/1.0

[upnp-hue]
kind = upnp.model
pattern = ^Philips hue
class = label
grade = F0 S1
makers = signify
brand = Philips Hue
votes = other +4.5, camera -3.0
says = model name of a Philips Hue bridge
source = Philips Hue developer documentation, bridge discovery
match = Philips hue bridge 2015
no_match = Philips camera

[mdns-hue]
kind = mdns.instance
pattern = ^Philips hue
class = label
grade = F0 S1
makers = signify
brand = Philips Hue
votes = other +4.0, camera -2.0
says = announces itself as a Philips Hue bridge
source = Philips Hue developer documentation, bridge discovery
match = Philips hue - 0A1B2C._hap._tcp.local
no_match = hue camera

[ssdp-server-other]
kind = ssdp.server
pattern = (Sonos/|Roku|Chromecast|MiniDLNA|Platinum|TwonkyMedia|Plex|Windows|Xbox|LGE|SHP, UPnP|DLNADOC|Synology|QNAP|FRITZ!Box|Speedport|AVM )
class = discovery
grade = F1 S4
makers =
votes = other +3.0, camera -1.5
says = UPnP server text of a player, store, router or computer
source = rapid7/recog xml/upnp_server.xml and makers' documents
match = Linux UPnP/1.0 Sonos/57.3-77280 (ZPS1)
no_match = Linux, UPnP/1.0, Private Upnp SDK

[ua-person]
kind = http.user_agent
pattern = ^(Mozilla/.*(Windows NT|Macintosh|iPhone|iPad|Android|X11;)|Dalvik/|okhttp/|CaptiveNetworkSupport|Microsoft-CryptoAPI|Microsoft NCSI|Windows-Update-Agent|stagefright|ksoap2-android|com\.apple\.|.*CFNetwork/)
class = host
grade = F1 S4
makers =
votes = other +2.5, camera -1.0
says = asks as a browser, phone or computer does
source = user agent texts of Windows, Android, iOS and browsers
match = Dalvik/2.1.0 (Linux; U; Android 5.1.1)
match2 = Microsoft-CryptoAPI/10.0
no_match = Wget/1.13 (linux-uclibc)

[ssdp-ua-person]
kind = ssdp.user_agent
pattern = (Google Chrome|Microsoft Edge|Windows|iOS|Android|Chromium|Mac OS)
class = host
grade = F1 S4
makers =
votes = other +2.0, camera -0.5
says = searches the network as a browser or phone does
source = user agent texts of Chrome, Edge, Android and iOS
match = Google Chrome/120.0.6099.110 Windows
no_match = redsonic

[dns-household]
kind = dns.query
pattern = (^|\.)(meethue\.com|fitbit\.com|xbcs\.net|homematic\.com|eq-3\.de|osram\.com|lightify\.com|sonos\.com|meross\.com|ikea\.net)$
class = cloud
grade = F3 S4
makers =
votes = other +1.5
says = asks for a server of a maker that sells no cameras
source = the makers' own domains; bridge.meethue.com observed in public captures (andypitcher/IoT_Sentinel)
match = bridge.meethue.com
no_match = notmeethue.com.example.org

[dns-person]
kind = dns.query
pattern = (^|\.)(connectivitycheck\.(gstatic|android)\.com|clients[0-9]\.google\.com|captive\.apple\.com|msftncsi\.com|msftconnecttest\.com|push\.apple\.com|mtalk\.google\.com|play\.googleapis\.com|windowsupdate\.com|icloud\.com|whatsapp\.net)$
class = host
grade = F2 S4
makers =
votes = other +2.0, camera -0.5
says = asks for servers that phones and computers ask for
source = documented connectivity checks of Android, iOS and Windows
match = connectivitycheck.gstatic.com
no_match = time.windows.com

[onvif-happytime]
kind = onvif.manufacturer
pattern = ^(Happytimesoft|Unknown|ONVIF-Server)$
class = label
grade = F0 S4
makers =
says = manufacturer text of emulators and home-made ONVIF servers
source = yi-hack documentation and agsh/onvif, which ships an emulator
match = Happytimesoft
no_match = Axis

[mdns-host-person]
kind = mdns.host
pattern = ^(android([-_0-9.]|$)|iphone|ipad|galaxy[-_]|pixel[-_ ]|DESKTOP-|LAPTOP-)|-(iphone|ipad|macbook|mbp|imac)|^macbook
class = host
grade = F0 S4
makers =
votes = other +3.5, camera -1.5
says = mDNS name of a phone, tablet or computer
source = default host names of Android, iOS, macOS and Windows
match = Annes-iPhone.local
match2 = Android-2.local
no_match = DCS-935L.local

[llmnr-host]
kind = llmnr.host
pattern = [a-z0-9]
class = host
grade = F1 S4
makers =
votes = other +2.0, camera -0.5
says = answers to link-local name questions, as Windows does
source = RFC 4795; a Windows protocol in practice
match = OFFICE-3
no_match = " "

[llmnr-asks]
kind = llmnr.query
pattern = [a-z0-9]
class = host
grade = F1 S4
makers =
votes = other +1.5
says = asks link-local name questions, as Windows does
source = RFC 4795; a Windows protocol in practice
match = wpad
no_match = " "

[dhcp-parameters-windows]
kind = dhcp.parameters
pattern = (^|,)249(,43)?(,252)?$
class = host
grade = F1 S4
makers =
votes = other +3.0, camera -1.0
says = list of DHCP options that Windows asks for
source = xnih/satori fingerprints/dhcp.xml
match = 1,3,6,15,31,33,43,44,46,47,119,121,249,252
match2 = 1,15,3,6,44,46,47,31,33,121,249,43
no_match = 1,3,6,12,15,28,42

[dhcp-parameters-apple]
kind = dhcp.parameters
pattern = ^1,(121,)?3,6,15(,10[89],114|,114)?,119,252(,95,44,46)?$
class = host
grade = F1 S4
makers =
votes = other +3.0, camera -1.0
says = list of DHCP options that Apple's systems ask for
source = xnih/satori fingerprints/dhcp.xml
match = 1,121,3,6,15,119,252
match2 = 1,121,3,6,15,119,252,95,44,46
no_match = 1,3,6,12,15,28,42

[dhcp-parameters-android]
kind = dhcp.parameters
pattern = ^1,(33,)?3,6,15,26,28,51,58,59(,43)?(,114)?(,108)?$
class = host
grade = F1 S4
makers =
votes = other +2.0, camera -0.7
says = list of DHCP options that Android asks for
source = xnih/satori fingerprints/dhcp.xml
match = 1,3,6,15,26,28,51,58,59,43
match2 = 1,33,3,6,15,26,28,51,58,59
no_match = 1,3,6,12,15,28,42

[ssdp-search-cast]
kind = ssdp.search
pattern = (dial-multiscreen|MediaRenderer|roku:ecp|samsung\.com|sonos-com)
class = host
grade = F1 S4
makers =
votes = other +1.5
says = looks for televisions and players, as phones and computers do
source = DIAL and UPnP AV specifications
match = urn:dial-multiscreen-org:service:dial:1
no_match = urn:schemas-upnp-org:device:InternetGatewayDevice:1

[busybox-dhcp]
kind = dhcp.vendor_class
pattern = ^udhcp [01]\.[0-9]+
class = host
grade = F1 S4
makers =
says = DHCP client of BusyBox, in cameras, plugs, hubs and routers alike: says nothing of maker or kind
source = xnih/satori fingerprints/dhcp.xml and public captures (andypitcher/IoT_Sentinel)
match = udhcp 1.22.1
no_match = AXIS,Network Camera,P3343,5.20.3

[wifi-setup-page]
kind = ssdp.location
pattern = /wps_device\.xml$
class = discovery
grade = F2 S4
makers =
votes = other +0.5
says = UPnP description of Wi-Fi set-up: hubs and routers, seldom cameras
source = Wi-Fi Simple Configuration; public captures (andypitcher/IoT_Sentinel)
match = http://192.0.2.10:49152/wps_device.xml
no_match = http://192.0.2.10/IPCamDesc.xml
