; Tiandy, also sold as OMNY.

[tiandy-cert-ui]
kind = cert.subject
pattern = O=Tiandy Tech,.*CN=dvr_ui|CN=dvr_ui.*O=Tiandy Tech,
class = tls
grade = F1 S2
makers = tiandy
votes = camera +0.7, recorder +0.7
says = presents one of the two fixed certificates of Tiandy's firmware
source = zb3/tiandy-research; sure
match = C=CN,ST=Tianjin,O=Tiandy Tech,CN=dvr_ui
match2 = CN=dvr_ui,O=Tiandy Tech,ST=Tianjin,C=CN
no_match = O=Other,CN=dvr_ui

[tiandy-cert-device]
kind = cert.subject
pattern = O=Tiandy Tech Ltd.*CN=NetDevice|CN=NetDevice.*O=Tiandy Tech Ltd
class = tls
grade = F1 S2
makers = tiandy
votes = camera +0.7, recorder +0.7
says = presents one of the two fixed certificates of Tiandy's firmware
source = zb3/tiandy-research; sure
match = C=CN,ST=Tianjin,L=Tianjin,O=Tiandy Tech Ltd,CN=NetDevice
no_match = CN=NetDevice

[tiandy-title]
kind = http.title
pattern = ^Net Video Browser$
class = web
grade = F0 S2
makers = tiandy
votes = camera +1.0, recorder +1.0
says = page title of Tiandy's older web interface
source = zb3/tiandy-research
match = Net Video Browser
no_match = Net Video

[tiandy-css]
kind = http.served_path
pattern = ^/([a-z]+/)*(tdvideo\.css|res/app-0\.1\.0\.css)
class = web
grade = F1 S2
makers = tiandy
says = serves a style sheet of Tiandy's web interface
source = zb3/tiandy-research
match = /css/tdvideo.css
match2 = /res/app-0.1.0.css
no_match = /app.css

[tiandy-firmware]
kind = onvif.firmware
pattern = ^(DVRS|NVSS)_V[0-9]{1,2}
class = discovery
grade = F2 S2
makers = tiandy
says = firmware named after a branch of Tiandy's source
source = zb3/tiandy-research; that ONVIF shows it is not proven
match = NVSS_V13.6
no_match = V13.6

[tiandy-manufacturer]
kind = onvif.manufacturer
pattern = ^Tiandy
class = label
grade = F0 S1
makers = tiandy
brand = Tiandy
says = names Tiandy as its manufacturer
source = brand text; IEEE registrant name
match = Tiandy
no_match = Tian
