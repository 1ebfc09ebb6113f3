/* SPDX-License-Identifier: Apache-2.0 */
#include "court.h"

#include <ftw.h>
#include <unistd.h>

#include "base/buf.h"

static void put(const char *dir, const char *name, const char *text)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void stanza(struct buf *b, const char *id, const char *kind, const char *pattern,
		   const char *rest)
{
	buf_printf(b, "[%s]\nkind = %s\npattern = %s\n%s\nsays = says %s\nsource = a test\n", id,
		   kind, pattern, rest, id);
}

static void put_signatures(const char *dir)
{
	struct buf b;
	buf_init(&b, 65536);
#define EXAMPLES(yes) "\nmatch = " yes "\nno_match = zzz"
	stanza(&b, "borg-disc", "dhip.method", "^borg$",
	       "class = discovery\ngrade = F3 S2\nmakers = borg\nvotes = camera +1.0" EXAMPLES(
		       "borg"));
	stanza(&b, "borg-disc-word", "dhip.manufacturer", "^flase$",
	       "class = discovery\ngrade = F2 S2\nmakers = borg" EXAMPLES("flase"));
	stanza(&b, "borg-realm", "rtsp.realm", "^Borg",
	       "class = media\ngrade = F2 S2\nmakers = borg" EXAMPLES("Borg 1"));
	stanza(&b, "borg-imitated", "http.realm", "^Cam-B",
	       "class = web\ngrade = F2 S2 Em\nmakers = borg" EXAMPLES("Cam-B"));
	stanza(&b, "borg-imitated-too", "http.served_path", "^/B/",
	       "class = web\ngrade = F2 S2 Em\nmakers = borg" EXAMPLES("/B/1"));
	stanza(&b, "shared-path", "rtsp.served_path", "^/shared",
	       "class = media\ngrade = F2 S3\nmakers = borg, acme" EXAMPLES("/shared"));
	stanza(&b, "acme-disc", "sadp.message", "^acme",
	       "class = discovery\ngrade = F3 S1\nmakers = acme" EXAMPLES("acme"));
	stanza(&b, "haneul-disc", "sadp.message", "^hnl",
	       "class = discovery\ngrade = F3 S1\nmakers = haneul" EXAMPLES("hnl"));
	stanza(&b, "acme-label", "onvif.manufacturer", "^Acme",
	       "class = label\ngrade = F0 S2\nmakers = acme\nbrand = Acme" EXAMPLES("Acme"));
	stanza(&b, "acme-label-too", "upnp.manufacturer", "^Acme",
	       "class = label\ngrade = F0 S2\nmakers = acme\nbrand = Acme" EXAMPLES("Acme"));
	stanza(&b, "acme-host", "dhcp.hostname", "^AC-",
	       "class = label\ngrade = F0 S2\nmakers = acme\nbrand = Acme" EXAMPLES("AC-1"));
	stanza(&b, "lablon-label", "onvif.manufacturer", "^Lablon",
	       "class = label\ngrade = F0 S2\nmakers = lablon\nbrand = Lablon" EXAMPLES("Lablon"));
	stanza(&b, "lamp-label", "upnp.manufacturer", "^Lamps",
	       "class = label\ngrade = F0 S2\nmakers = lamps\nbrand = Lamps\n"
	       "votes = other +4.0, camera -3.0" EXAMPLES("Lamps"));
	stanza(&b, "video", "sdp.media", "^video",
	       "class = media\ngrade = F2 S4\nmakers =\nvotes = camera +2.5, other -1.0" EXAMPLES(
		       "video 0"));
	stanza(&b, "serves", "rtsp.public", "PLAY",
	       "class = media\ngrade = F2 S4\nmakers =\nvotes = camera +2.0, other -1.0" EXAMPLES(
		       "PLAY"));
	stanza(&b, "records", "wsd.types", "Recorder",
	       "class = discovery\ngrade = F2 S4\nmakers =\nvotes = recorder +4.0" EXAMPLES(
		       "Recorder"));
	stanza(&b, "phone", "dhcp.vendor_class", "^phone",
	       "class = host\ngrade = F1 S4\nmakers =\nvotes = other +4.0, camera -2.0" EXAMPLES(
		       "phone"));
#undef EXAMPLES
	assert_false(buf_full(&b));
	put(dir, "all.sig", buf_view_text(&b));
	buf_done(&b);
}

static void put_tables(const char *dir)
{
	struct buf b;
	buf_init(&b, 65536);
	buf_text(&b, "id,name,country,parent,lists,oui_pattern,makes_cameras,source\n"
		     "acme,Acme,KR,,,^acme,yes,a test\n"
		     "haneul,Haneul (Holding),KR,,,,yes,a test\n"
		     "borg,Borg,CN,,,^borg,yes,a test\n"
		     "borgling,Borgling,CN,borg,,,yes,a test\n"
		     "lablon,Lablon,US,,,^lablon,yes,a test\n"
		     "lamps,Lamps,NL,,,^lamps,no,a test\n");
	for (int i = 0; i < 40; i++)
		buf_printf(&b, "m%d,Maker%d,DE,,,,yes,a test\n", i, i);
	put(dir, "makers.csv", buf_view_text(&b));
	buf_done(&b);
	put(dir, "brands.csv", "brand,line,period,maker,source\nLablon,,,borg,a test\n");
	put(dir, "clouds.csv",
	    "suffix,operator,country,role,maker,share,source\n"
	    "borg.example,Borg,CN,p2p,borg,S2,a test\n"
	    "acme.example,Acme,KR,p2p,acme,S2,a test\n"
	    "time.example,Time,US,ntp,,S4,a test\n");
	put(dir, "checks.csv",
	    "network,operator,role,maker,source\n203.0.113.53,Big resolver,resolver,,a test\n");
	put(dir, "certificates.csv",
	    "id,maker,model,firmware,source\nC-1,Acme,AC-100,1.0,a test\n"
	    "C-2,Acme,AC-200; AC-210,3.4.1 Build 2;3.4.2,a test\n");
	put(dir, "heartbeats.csv",
	    "protocol,transport,port,bytes,period_s,name,source\n"
	    "pppp,udp,,44-48,7-11,PPPP registration,a test\n");
	put(dir, "footage.csv",
	    "class,least_bits_per_s,smallest_picture,source\n,10000,3000,a test\n"
	    "recorder,20000,4000,a test\n");
	put_signatures(dir);
}

static void put_registrations(const char *dir)
{
	put(dir, "oui.csv",
	    "Registry,Assignment,Organization Name,Organization Address\n"
	    "MA-L,000001,Acme Inc,x\nMA-L,000002,Borg Ltd,x\nMA-L,000003,Lablon LLC,x\n"
	    "MA-L,000004,Lamps BV,x\nMA-L,000005,Radio Modules Co,x\n");
	put(dir, "mam.csv", "Registry,Assignment,Organization Name,Organization Address\n");
	put(dir, "oui36.csv", "Registry,Assignment,Organization Name,Organization Address\n");
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
	(void)status, (void)flag, (void)ftw;
	return remove(path);
}

static struct court *hold(const struct scene *scene, const char *site, const char *cameras,
			  unsigned seed)
{
	struct court *c = mem_new(1, sizeof(*c));
	struct err err = {0};

	(void)snprintf(c->dir, sizeof(c->dir), "/tmp/camtrail-court-XXXXXX");
	assert_non_null(mkdtemp(c->dir));
	put_tables(c->dir);
	c->knowledge = know_load(c->dir, NULL, &err);
	if (!c->knowledge)
		fail_msg("%s", err.text);
	put_registrations(c->dir); /* beside the tables, after they were read */
	c->oui = oui_load(c->dir, &err);
	if (!c->oui)
		fail_msg("%s", err.text);
	assert_int_equal(nftw(c->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
	c->site = site_new();
	if (site)
		assert_int_equal(site_parse(c->site, slice_text(site), "site.conf", NULL), 0);
	c->ledger = scene_ledger(scene, site, NULL, seed);
	c->declared = cameras != NULL;
	if (cameras)
		assert_int_equal(declarations_parse(&c->declarations, slice_text(cameras),
						    "cameras.csv", NULL, NULL),
				 0);
	c->judgement =
		judge(&(struct judge_input){.ledger = c->ledger,
					    .knowledge = c->knowledge,
					    .declarations = cameras ? &c->declarations : NULL,
					    .site = c->site,
					    .oui = c->oui},
		      &err);
	if (!c->judgement)
		fail_msg("%s", err.text);
	return c;
}

struct court *court_of(struct scene *scene, const char *site, const char *cameras)
{
	struct court *c = hold(scene, site, cameras, 0);
	scene_free(scene);
	return c;
}

struct court *court_shuffled(const struct scene *scene, const char *cameras, unsigned seed)
{
	return hold(scene, NULL, cameras, seed);
}

void court_free(struct court *c)
{
	judgement_free(c->judgement);
	if (c->declared)
		declarations_done(&c->declarations);
	ledger_free(c->ledger);
	site_free(c->site);
	oui_free(c->oui);
	know_free(c->knowledge);
	free(c);
}

const struct verdict_device *court_device(const struct court *c, const char *id)
{
	const struct device *d = scene_device(c->ledger, id);
	return &c->judgement->devices[d - c->ledger->devices];
}

const struct finding *court_finding(const struct court *c, enum question q, const char *id)
{
	long device = id ? scene_device(c->ledger, id) - c->ledger->devices : -1;
	for (size_t i = 0; i < c->judgement->n_findings; i++)
		if (c->judgement->findings[i].question == q &&
		    c->judgement->findings[i].device == device)
			return &c->judgement->findings[i];
	return NULL;
}

int court_maker(const struct court *c, const char *id)
{
	return know_maker(c->knowledge, slice_text(id));
}

void court_camera(struct scene *s, const char *mac, const char *addr)
{
	scene_arp(s, mac, addr, 0);
	scene_sends(s, mac, addr, 64, 0, 100);
	court_says(s, mac, addr, OBS_SDP_MEDIA, "video 0 RTP/AVP 96", 1);
	court_says(s, mac, addr, OBS_RTSP_PUBLIC, "DESCRIBE, PLAY", 2);
}

void court_says(struct scene *s, const char *mac, const char *addr, enum obs_kind kind,
		const char *text, uint64_t frame)
{
	scene_text(s, kind,
		   &(struct scene_at){.src_mac = mac,
				      .src = addr,
				      .dst_mac = SITE_GW,
				      .dst = "10.0.0.1",
				      .src_port = 554,
				      .dst_port = (uint16_t)(40000 + frame % 20000),
				      .from_server = true,
				      .at = 1,
				      .frame = frame},
		   text);
}
