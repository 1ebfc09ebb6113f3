; Control protocols over TCP and the interfaces that devices serve over HTTP. Only what a device answers
; is evidence of its software: a recorder or a PC with the maker's tool asks in the same words.

[dvrip-realm]
kind = dvrip.realm
pattern = ^Login to .
class = control
grade = F2 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = login realm 'Login to …' on the older private control port of Dahua's firmware
source = mcw0/DahuaConsole net.py
match = Login to 1A2B3C4PAA00003
no_match = Login

[dvrip-answers]
kind = dvrip.message
pattern = ^(login|information|call) answered$
class = control
grade = F3 S2
makers = dahua
votes = camera +1.0, recorder +1.0, other -1.5
says = answers on the older private control protocol of Dahua's firmware
source = mcw0/DahuaConsole net.py and arthar360/TaniDVR src/hlprotocol.c; no imitation seen
match = login answered
match2 = information answered
no_match = login asked
no_match2 = call asked

[dvrip-media]
kind = dvrip.message
pattern = ^media sent$
class = media
grade = F3 S2
makers = dahua
votes = camera +1.5, recorder +1.5, other -2.0
says = sends video in Dahua's own frames on the older private control port
source = arthar360/TaniDVR src/hlprotocol.c; FFmpeg libavformat/dhav.c
match = media sent
no_match = media
