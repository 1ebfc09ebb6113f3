; Edimax: cameras (IC-) and plugs (SP-), which share a cloud. Assmann (ednet, Digitus).

[edimax-ssdp-location]
kind = ssdp.location
pattern = /IPCamDesc\.xml$
class = discovery
grade = F2 S3
makers = edimax
votes = camera +3.0, other -2.0
says = UPnP description under the file name of Edimax's cameras
source = observed in public captures (andypitcher/IoT_Sentinel), one model; others may use the name
match = http://192.0.2.10:80/IPCamDesc.xml
no_match = http://192.0.2.10:80/desc.xml

[edimax-mdns-txt]
kind = mdns.txt
pattern = ^IC-[0-9]{4}[A-Z]* Network Camera
class = discovery
grade = F1 S2
makers = edimax
brand = Edimax
votes = camera +4.0, other -3.0
says = service text with the model of an Edimax camera
source = observed in public captures (andypitcher/IoT_Sentinel)
match = IC-3115W Network Camera
no_match = Network Camera

[edimax-mdns-host]
kind = mdns.host
pattern = ^localcam[0-9]*(\.local)?$
class = host
grade = F2 S3
makers = edimax
votes = camera +2.5, other -1.5
says = mDNS name of Edimax's cameras
source = observed in public captures (andypitcher/IoT_Sentinel), one model
match = localcam.local
no_match = cam.local

[edimax-model]
kind = upnp.model
pattern = ^IC-[0-9]{4}
class = label
grade = F0 S2
makers = edimax
brand = Edimax
votes = camera +4.0, other -3.0
says = model name in the form of Edimax's cameras
source = Edimax model naming, public manuals
match = IC-3116W
no_match = SP-1101W

[edimax-host]
kind = dhcp.hostname
pattern = ^IC-?[0-9]{4}[A-Z]*
class = label
grade = F0 S2
makers = edimax
brand = Edimax
votes = camera +3.0, other -2.0
says = host name in the form of Edimax's cameras
source = Edimax model naming, public manuals
match = IC-3116W
no_match = SP-1101W

[edimax-plug]
kind = dhcp.hostname
pattern = ^SP-?[0-9]{4}W|^EdiPlug|edimax\.smartplug
class = label
grade = F0 S2
makers = edimax
brand = Edimax
votes = other +4.0, camera -3.0
says = host name in the form of Edimax's plugs
source = Edimax model naming, public manuals
match = SP-1101W
no_match = IC-3116W

[edimax-http-realm]
kind = http.realm
pattern = ^(IC-[0-9]{4}[A-Z]*|EDIMAX IC-)
class = web
grade = F0 S2
makers = edimax
brand = Edimax
votes = camera +3.0, other -2.0
says = web realm with the model of an Edimax camera
source = Edimax model naming, public manuals
match = IC-3115W
no_match = SP1101W

[edimax-plug-realm]
kind = http.realm
pattern = ^SP-?[0-9]{4}W
class = web
grade = F0 S2
makers = edimax
brand = Edimax
votes = other +4.0, camera -3.0
says = web realm with the model of an Edimax plug
source = public clients of Edimax plugs
match = SP1101W
no_match = IC-3115W

[edimax-manufacturer]
kind = upnp.manufacturer
pattern = ^edimax
class = label
grade = F0 S2
makers = edimax
brand = Edimax
says = names Edimax as its manufacturer
source = brand text
match = Edimax Technology
no_match = EDI

[ednet-label]
kind = upnp.manufacturer
pattern = ^(ednet|digitus|assmann)
class = label
grade = F0 S2
makers = assmann
brand = ednet
says = names ednet, Digitus or Assmann as its manufacturer
source = brand text; IEEE registrant name
match = ednet
no_match = edimax

[ednet-host]
kind = dhcp.hostname
pattern = ^(ednet|digitus)
class = label
grade = F0 S2
makers = assmann
brand = ednet
says = host name with the label ednet or Digitus
source = brand text
match = ednet-cube
no_match = ed
