; Private search and control protocols: who answers one runs the software it belongs to, whatever the
; label says. Only answers count: a PC with the maker's tool asks the same questions.

[dvr5050-answers]
kind = dvr5050.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = dahua
votes = camera +1.5, recorder +1.5, other -2.0
says = answers the older search protocol of Dahua's firmware
source = julienblitte/UniversalScanner and mcw0/DahuaConsole; sure
match = search answered
no_match = search asked

[disc7701-answers]
kind = disc7701.message
pattern = ^search answered$
class = discovery
grade = F3 S2
makers = hanwha
votes = camera +1.5, recorder +1.0, other -2.0
says = answers the search protocol of Hanwha's (formerly Samsung Techwin's) firmware
source = julienblitte/UniversalScanner; one source, with replies of a real unit
match = search answered
no_match = search asked

[disc7701-model]
kind = disc7701.model
pattern = ^([XQPTALHS]N[DPOVEFSKBTLHZ]|TN[A-Z]|SND|SNB|SNP|SNV|SNO|SNF)-[A-Z]{0,2}[0-9]{3,5}
class = label
grade = F0 S1
makers = hanwha
votes = camera +3.0, recorder -1.5
says = model name in the form of Hanwha's cameras
source = reply of a real unit in julienblitte/UniversalScanner; model grammar of the maker's catalogue
match = SND-6083
match2 = XNV-6081Z
no_match = XRN-1610S
no_match2 = DS-2CD2032

[disc7701-model-recorder]
kind = disc7701.model
pattern = ^[XQPSH]R[NDP]-[0-9]{3,4}
class = label
grade = F0 S1
makers = hanwha
votes = recorder +3.0, camera -1.5
says = model name in the form of Hanwha's recorders
source = model grammar of the maker's catalogue
match = XRN-1610S
match2 = SRD-1694
no_match = SND-6083

[moi-answers]
kind = moi.message
pattern = ^search answered$
class = discovery
grade = F3 S3
makers = foscam
votes = camera +2.5, other -2.0
says = answers the search protocol of the early Foscam cameras and their clones
source = julienblitte/UniversalScanner; that clones answer as well is inference from their shared web server
match = search answered
no_match = search asked

[dh8600-answers]
kind = dh8600.message
pattern = ^search answered$
class = discovery
grade = F3 S3
makers = vstarcam
votes = camera +2.5, other -2.0
says = answers the search protocol of VStarcam's platform, sold under several labels
source = julienblitte/UniversalScanner and OpenIPC/python-dvr
match = search answered
no_match = search asked

[dh8600-serial]
kind = dh8600.serial
pattern = ^(VST[A-F]|QHSV|VE[A-Z0-9]{2})[- ]?[0-9]{6}
class = discovery
grade = F2 S2
makers = vstarcam
says = camera number with a prefix given out to VStarcam
source = magicus/pppp-dissector PPPP.md and DavidVentura/cam-reverse
match = VSTD000000ABCDE
match2 = VSTB-000000-ABCDE
no_match = 123456789
