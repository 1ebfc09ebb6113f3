; Labels: names that devices give as their manufacturer over ONVIF and that have no other file.
; A label is the easiest thing to change: it names the brand, and the maker only as a lead. Labels
; known to be bought in from several makers name none.

[label-lorex]
kind = onvif.manufacturer
pattern = ^lorex
class = label
grade = F0 S2
makers = lorex
brand = Lorex
says = names Lorex as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = Lorex
no_match = Lore

[label-intelbras]
kind = onvif.manufacturer
pattern = ^intelbras
class = label
grade = F0 S2
makers = intelbras
brand = Intelbras
says = names Intelbras as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = Intelbras
no_match = Intel

[label-ezviz]
kind = onvif.manufacturer
pattern = ^ezviz
class = label
grade = F0 S2
makers = ezviz
brand = EZVIZ
says = names EZVIZ as its manufacturer
source = brand text
match = EZVIZ
no_match = EZ

[label-hilook]
kind = onvif.manufacturer
pattern = ^hi-?look$
class = label
grade = F0 S2
makers = hikvision
brand = HiLook
says = names HiLook as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = HiLook
no_match = Look

[label-hiwatch]
kind = onvif.manufacturer
pattern = ^hi-?watch$
class = label
grade = F0 S2
makers = hikvision
brand = HiWatch
says = names HiWatch as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = HiWatch
no_match = Watch

[label-imou]
kind = onvif.manufacturer
pattern = ^imou|^lechange
class = label
grade = F0 S2
makers = dahua
brand = Imou
says = names Imou as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = Imou
no_match = Im

[label-cpplus]
kind = onvif.manufacturer
pattern = ^cp[- ]?plus
class = label
grade = F0 S2
makers = cpplus
brand = CP Plus
says = names CP Plus as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = CP-Plus
no_match = Plus

[label-kbvision]
kind = onvif.manufacturer
pattern = ^kb ?vision
class = label
grade = F0 S3
makers = 
brand = KBVision
says = names KBVision as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = KBVISION
no_match = Vision

[label-lts]
kind = onvif.manufacturer
pattern = ^LTS( |$)|^LT Security
class = label
grade = F0 S2
makers = lts
brand = LTS
says = names LTS as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = LTS
no_match = LTSX

[label-annke]
kind = onvif.manufacturer
pattern = ^annke
class = label
grade = F0 S3
makers = 
brand = Annke
says = names Annke as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = ANNKE
no_match = Anne

[label-swann]
kind = onvif.manufacturer
pattern = ^swann
class = label
grade = F0 S2
makers = swann
brand = Swann
says = names Swann as its manufacturer
source = brand text
match = Swann
no_match = Swan Lake

[label-speco]
kind = onvif.manufacturer
pattern = ^speco( |$)
class = label
grade = F0 S2
makers = speco
brand = Speco
says = names Speco as its manufacturer
source = brand text
match = Speco Technologies
no_match = Specos

[label-dw]
kind = onvif.manufacturer
pattern = ^digital watchdog
class = label
grade = F0 S2
makers = digital-watchdog
brand = Digital Watchdog
says = names Digital Watchdog as its manufacturer
source = brand text
match = Digital Watchdog
no_match = Watchdog

[label-avycon]
kind = onvif.manufacturer
pattern = ^avycon
class = label
grade = F0 S2
makers = avycon
brand = AVYCON
says = names AVYCON as its manufacturer
source = brand text
match = AVYCON
no_match = Avy

[label-instar]
kind = onvif.manufacturer
pattern = ^instar
class = label
grade = F0 S2
makers = instar
brand = INSTAR
says = names INSTAR as its manufacturer
source = brand text
match = INSTAR Deutschland GmbH
no_match = Star

[label-trendnet]
kind = onvif.manufacturer
pattern = ^trendnet
class = label
grade = F0 S2
makers = trendnet
brand = TRENDnet
says = names TRENDnet as its manufacturer
source = brand text
match = TRENDnet
no_match = Trend

[label-ubiquiti]
kind = onvif.manufacturer
pattern = ^ubiquiti
class = label
grade = F0 S2
makers = ubiquiti
brand = Ubiquiti
says = names Ubiquiti as its manufacturer
source = brand text
match = Ubiquiti
no_match = Ubi

[label-alibi]
kind = onvif.manufacturer
pattern = ^alibi
class = label
grade = F0 S3
makers = 
brand = Alibi
says = names Alibi as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = Alibi
no_match = Ali

[label-safire]
kind = onvif.manufacturer
pattern = ^safire
class = label
grade = F0 S3
makers = 
brand = Safire
says = names Safire as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = Safire
no_match = Fire

[label-truvision]
kind = onvif.manufacturer
pattern = ^(truvision|interlogix)
class = label
grade = F0 S3
makers = 
brand = TruVision
says = names TruVision as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = Interlogix
no_match = True

[label-icrealtime]
kind = onvif.manufacturer
pattern = ^ic ?realtime
class = label
grade = F0 S3
makers = 
brand = IC Realtime
says = names IC Realtime as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = ICRealtime
no_match = Realtime

[label-qsee]
kind = onvif.manufacturer
pattern = ^q-?see$
class = label
grade = F0 S3
makers = 
brand = Q-See
says = names Q-See as its manufacturer
source = brand text; see brands.csv for whom it is bought from
match = Q-See
no_match = See

[label-holowits]
kind = onvif.manufacturer
pattern = ^(holowits|huawei)
class = label
grade = F0 S2
makers = holowits
brand = Holowits
says = names Holowits as its manufacturer
source = brand text
match = HOLOWITS
no_match = Holo

[label-prama]
kind = onvif.manufacturer
pattern = ^prama
class = label
grade = F0 S2
makers = prama
brand = Prama
says = names Prama as its manufacturer
source = brand text
match = Prama
no_match = Panorama

[label-ednet]
kind = onvif.manufacturer
pattern = ^(ednet|digitus|assmann)
class = label
grade = F0 S2
makers = assmann
brand = ednet
says = names ednet as its manufacturer
source = brand text
match = Digitus
no_match = Digit

[label-edimax]
kind = onvif.manufacturer
pattern = ^edimax
class = label
grade = F0 S2
makers = edimax
brand = Edimax
says = names Edimax as its manufacturer
source = brand text
match = EDIMAX
no_match = Edi

[label-foscam]
kind = onvif.manufacturer
pattern = ^foscam
class = label
grade = F0 S2
makers = foscam
brand = Foscam
says = names Foscam as its manufacturer
source = brand text
match = FOSCAM
no_match = Scam

[label-vstarcam]
kind = onvif.manufacturer
pattern = ^v?starcam
class = label
grade = F0 S2
makers = vstarcam
brand = VStarcam
says = names VStarcam as its manufacturer
source = brand text
match = VStarcam
no_match = Star

[label-avigilon]
kind = onvif.manufacturer
pattern = ^avigilon
class = label
grade = F0 S2
makers = avigilon
brand = Avigilon
says = names Avigilon as its manufacturer
source = brand text
match = Avigilon
no_match = Avi

[label-arecont]
kind = onvif.manufacturer
pattern = ^arecont
class = label
grade = F0 S2
makers = arecont
brand = Arecont Vision
says = names Arecont Vision as its manufacturer
source = brand text
match = Arecont Vision
no_match = Are

[label-sony]
kind = onvif.manufacturer
pattern = ^sony( |$)
class = label
grade = F0 S2
makers = sony
brand = Sony
says = names Sony as its manufacturer
source = brand text
match = Sony
no_match = Sonya

[label-doorbird]
kind = onvif.manufacturer
pattern = ^(doorbird|bird home)
class = label
grade = F0 S2
makers = doorbird
brand = DoorBird
says = names DoorBird as its manufacturer
source = brand text
match = DoorBird
no_match = Bird

[label-2n]
kind = onvif.manufacturer
pattern = ^2N( |$)
class = label
grade = F0 S2
makers = 2n
brand = 2N
says = names 2N as its manufacturer
source = brand text
match = 2N TELEKOMUNIKACE
no_match = 2NX

[label-dallmeier]
kind = onvif.manufacturer
pattern = ^dallmeier
class = label
grade = F0 S2
makers = dallmeier
brand = Dallmeier
says = names Dallmeier as its manufacturer
source = brand text
match = Dallmeier
no_match = Dall

[label-lilin]
kind = onvif.manufacturer
pattern = ^(merit )?lilin
class = label
grade = F0 S2
makers = lilin
brand = LILIN
says = names LILIN as its manufacturer
source = brand text
match = Merit LILIN
no_match = Lil

[label-avtech]
kind = onvif.manufacturer
pattern = ^avtech
class = label
grade = F0 S2
makers = avtech
brand = AVTECH
says = names AVTECH as its manufacturer
source = brand text
match = AVTECH
no_match = Tech

[label-infinova]
kind = onvif.manufacturer
pattern = ^infinova
class = label
grade = F0 S2
makers = infinova
brand = Infinova
says = names Infinova as its manufacturer
source = brand text
match = Infinova
no_match = Infini

[label-everfocus]
kind = onvif.manufacturer
pattern = ^everfocus
class = label
grade = F0 S2
makers = everfocus
brand = EverFocus
says = names EverFocus as its manufacturer
source = brand text
match = EverFocus
no_match = Ever

[label-apro]
kind = onvif.manufacturer
pattern = ^apro ?media
class = label
grade = F0 S2
makers = apro-media
brand = Apro Media
says = names Apro Media as its manufacturer
source = brand text
match = Apro Media
no_match = Apron

[label-cnb]
kind = onvif.manufacturer
pattern = ^CNB( |$)
class = label
grade = F0 S2
makers = cnb
brand = CNB
says = names CNB as its manufacturer
source = brand text
match = CNB
no_match = CNBC

[label-webgate]
kind = onvif.manufacturer
pattern = ^webgate
class = label
grade = F0 S2
makers = webgate
brand = Webgate
says = names Webgate as its manufacturer
source = brand text
match = WEBGATE
no_match = Web
