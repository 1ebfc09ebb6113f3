// SPDX-License-Identifier: Apache-2.0
// The page that `camtrail audit --html` writes, in a real browser: page.js CAMTRAIL SOURCE
// Lines of `ok`, `not ok` and `skip`, which tests/count.py adds up.
'use strict';
const assert = require('node:assert/strict');
const {execFileSync, spawnSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [program, source] = process.argv.slice(2).map(p => path.resolve(p));
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'camtrail-page-'));
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ANSWERS = ['contradicted', 'unexplained', 'inconclusive', 'not tested', 'consistent'];

function audit(capture, name, ...more) {
	const page = path.join(dir, name + '.html'), json = path.join(dir, name + '.json');
	const done = spawnSync(program, ['audit', capture, '--html', page, '--json', json, '-q', ...more],
		{encoding: 'utf8'});
	assert.ok(done.status === 0 || done.status === 1, done.stderr);
	return {url: 'file://' + page, report: JSON.parse(fs.readFileSync(json, 'utf8'))};
}

function sample() {
	const site = path.join(dir, 'demo');
	execFileSync('python3', [path.join(source, 'tests/site/generate.py'),
		path.join(source, 'tests/site/demo.site'), '--out', site]);
	return audit(path.join(site, 'site.pcap'), 'demo', '--declared', path.join(site, 'cameras.csv'),
		'--site', path.join(site, 'site.conf'));
}

function hostile() {
	const capture = path.join(dir, 'hostile.pcap');
	execFileSync('python3', [path.join(source, 'tests/browser/hostile.py'), capture]);
	return audit(capture, 'hostile');
}

// A page that fails the test when it asks for anything but itself, or when anything goes wrong in it.
async function open(browser, site, options = {}) {
	const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
	const page = await context.newPage();
	page.trouble = [];
	page.on('request', r => r.url().split('#')[0] === site.url || r.url().startsWith('blob:') ||
		page.trouble.push('asked for ' + r.url()));
	page.on('console', m => page.trouble.push('console: ' + m.text()));
	page.on('pageerror', e => page.trouble.push('error: ' + e.message));
	page.on('dialog', d => { page.trouble.push('dialog: ' + d.message()); d.dismiss(); });
	await page.goto(site.url + (options.hash || ''));
	return page;
}

async function close(page) {
	assert.deepEqual(page.trouble, []);
	await page.context().close();
}

const number = text => Number(text.replace(/,/g, ''));

// {tile: {'': big number, line: number}}
function tiles(page) {
	return page.$$eval('.tile', all => Object.fromEntries(all.map(t => [t.querySelector('h2').textContent,
		Object.fromEntries([['', t.querySelector('.big').textContent],
			...[...t.querySelectorAll('li')].map(l => [...l.children].map(c => c.textContent))])])));
}

function column(page, table, title) {
	return page.$eval('#' + table, (t, wanted) => {
		const at = [...t.tHead.rows[0].cells].findIndex(c => c.textContent.startsWith(wanted));
		return [...t.tBodies[0].rows].filter(r => !r.hidden && r.cells.length > 1).map(r => r.cells[at].textContent.trim());
	}, title);
}

// A number that stands on the page for a fact of the report, taken from the report in another way.
function expected(report) {
	const watched = report.devices.filter(d => d.kind === 'camera' || d.kind === 'recorder');
	const unpermitted = d => d.contacts.filter(c => !c.permitted);
	const countries = new Set(watched.flatMap(d => d.contacts)
		.filter(c => c.country && !c.private_address && !c.same_segment).map(c => c.country));
	const routers = report.devices.filter(d => d.router).length;
	const kind = k => report.devices.filter(d => d.kind === k && !(d.router && k !== 'camera' && k !== 'recorder')).length;
	return {
		'Devices': {'': report.devices.length - routers, 'cameras': kind('camera'), 'recorders': kind('recorder'),
			'other devices': kind('other'), 'not identified': kind('unknown'), 'routers, besides': routers},
		'Cameras and recorders': {'': watched.length,
			'carry the label of another firm': watched.filter(d => d.relabelled).length,
			'reached for servers not permitted': watched.filter(d => unpermitted(d).length).length,
			'of these, sent data there': watched.filter(d => unpermitted(d).some(c => ['sent', 'footage'].includes(c.exposure))).length,
			'countries reached for': countries.size,
			'are in the declaration': watched.filter(d => d.declaration).length},
		'Findings': Object.fromEntries([['', report.findings.length],
			...ANSWERS.map(a => [a, report.findings.filter(f => f.answer === a).length])]),
	};
}

const tests = {
	async opens_alone(browser, {demo}) {
		const page = await open(browser, demo);
		assert.match(await page.title(), /Generated site/);
		assert.equal(await page.locator('#devices tbody tr').count(), demo.report.devices.length);
		await close(page);
	},

	async numbers_are_those_of_the_report(browser, {demo}) {
		const page = await open(browser, demo);
		const shown = await tiles(page), want = expected(demo.report);
		for (const tile of Object.values(shown))
			for (const line of Object.keys(tile))
				tile[line] = number(tile[line]);
		assert.deepEqual(shown, want);
		const sum = report => report.devices.filter(d => d.kind !== 'other' && !d.router)
			.flatMap(d => d.contacts).reduce((n, c) => n + c.bytes_out, 0);
		assert.equal((await page.$$eval('#countries tbody tr', rows => rows.map(r => Number(r.cells[4].dataset.v))))
			.reduce((a, b) => a + b, 0), sum(demo.report), 'bytes sent, over all countries');
		assert.equal((await column(page, 'makers', 'Devices')).map(number).reduce((a, b) => a + b, 0),
			want.Devices[''], 'devices, over all makers');
		const groups = await page.$$eval('details.finding .count', all => all.map(c => (c.textContent.match(/[\d,]+/) || ['0'])[0]));
		assert.equal(groups.map(number).reduce((a, b) => a + b + 1, 0), demo.report.findings.length,
			'findings, over all groups');
		await close(page);
	},

	async tables_sort(browser, {demo}) {
		const page = await open(browser, demo);
		const head = page.locator('#devices thead button', {hasText: 'Contacts'});
		await head.click();
		let got = (await column(page, 'devices', 'Contacts')).map(Number);
		assert.deepEqual(got, [...got].sort((a, b) => b - a));
		assert.equal(await page.locator('#devices th[aria-sort=descending]').count(), 1);
		await head.click();
		got = (await column(page, 'devices', 'Contacts')).map(Number);
		assert.deepEqual(got, [...got].sort((a, b) => a - b));
		await page.locator('#devices thead button', {hasText: 'Device'}).click();
		assert.deepEqual(await column(page, 'devices', 'Device'), demo.report.devices.map(d => d.id).sort());
		await page.locator('#servers thead button', {hasText: 'Sent'}).click();
		got = await page.$$eval('#servers tbody tr', rows => rows.map(r => Number(r.cells[7].dataset.v)));
		assert.deepEqual(got, [...got].sort((a, b) => b - a), 'bytes sort by number, not by unit');
		await close(page);
	},

	async tables_filter(browser, {demo}) {
		const page = await open(browser, demo);
		const box = page.locator('.filter input[data-table=devices]');
		const want = demo.report.devices.filter(d => d.maker.name === 'Dahua').length;
		await box.fill('dahua contradicted');
		await page.waitForFunction(n => [...document.querySelectorAll('#devices tbody tr')].filter(r => !r.hidden).length === n, want);
		assert.equal(await page.locator('.filter:has(input[data-table=devices]) output').textContent(),
			`${want} of ${demo.report.devices.length} rows`);
		await box.fill('');
		await page.waitForFunction(() => !document.querySelector('#devices tbody tr[hidden]'));
		await close(page);
	},

	async a_device_opens(browser, {demo}) {
		const device = demo.report.devices.find(d => d.contacts.length && d.evidence.length);
		const page = await open(browser, demo);
		const button = page.locator('#devices button.open', {hasText: device.id});
		await button.click();
		const detail = page.locator('tr.detail');
		await detail.locator('h3', {hasText: 'Contacts outside the site'}).waitFor();
		const text = await detail.textContent();
		for (const word of [device.addresses[0], device.maker.name, device.contacts[0].address,
			`frame.number == ${device.contacts[0].frames[0].frame}`])
			assert.ok(text.includes(word), word);
		await button.click();
		assert.equal(await detail.count(), 0);
		await page.locator('details.finding summary').first().click();
		await page.locator('details.finding[open] .ids a').first().click();
		await detail.waitFor();
		await close(page);
	},

	async the_picture_shows_every_country(browser, {demo}) {
		const page = await open(browser, demo);
		const text = await page.locator('figure:not(.series) svg').textContent();
		for (const country of await column(page, 'countries', 'Where'))
			assert.ok(text.includes(country), country);
		assert.ok((await page.locator('figure:not(.series) svg path').count()) >= 2);
		const box = await page.locator('figure:not(.series) svg').boundingBox();
		assert.ok(box.width > 400 && box.height > 80, JSON.stringify(box));
		await close(page);
	},

	async footage_that_left_is_shown(browser, {demo}) {
		const ways = demo.report.devices.flatMap(d => d.contacts.map(c => ({id: d.id, ...c.footage})))
			.filter(f => f.answer === 'shown' || f.answer === 'likely');
		assert.deepEqual(ways.map(w => w.answer).sort(), ['likely', 'shown']);
		for (const javaScriptEnabled of [true, false]) {
			const page = await open(browser, demo, {javaScriptEnabled});
			const rows = await page.locator('#footage tbody tr').allTextContents();
			for (const way of ways)
				assert.ok(rows.slice(0, ways.length).some(r => r.includes(way.id) && r.includes(way.answer)), way.id);
			const shown = ways.find(w => w.answer === 'shown').seen[0];
			assert.ok(rows[0].includes(`${shown.codec} ${shown.width}x${shown.height}`) &&
				rows[0].includes(`frame.number == ${shown.frames[0].frame}`), rows[0]);
			const likely = ways.find(w => w.answer === 'likely');
			assert.equal(await page.locator('figure.series').count(), 1);
			assert.ok((await page.locator('figure.series figcaption').textContent()).includes(likely.id));
			const boxes = await Promise.all((await page.locator('figure.series svg path.series').all()).map(p => p.boundingBox()));
			assert.equal(boxes.length, 2);
			assert.ok(boxes.every(b => b.width > 400 && b.height > 20), JSON.stringify(boxes));
			assert.ok(boxes[0].y + boxes[0].height < boxes[1].y, 'one above the other');
			await page.emulateMedia({media: 'print'});
			assert.ok(await page.locator('figure.series svg').isVisible());
			await close(page);
		}
	},

	async what_devices_send_stays_text(browser, {wicked}) {
		const page = await open(browser, wicked);
		const names = wicked.report.devices.flatMap(d => d.hostnames);
		assert.ok(names.some(n => n.includes('<script>')) && names.some(n => n.includes('onerror')));
		for (const button of await page.locator('#devices button.open').all())
			await button.click();
		await page.locator('tr.detail h3').first().waitFor();
		assert.equal(await page.evaluate(() => window.hurt), undefined);
		assert.equal(await page.locator('img, iframe, object, embed, link, base, form').count(), 0);
		assert.equal(await page.locator('script').count(), 2, 'the data and the page\'s own');
		const text = await page.locator('body').innerText();
		assert.ok(text.includes('<script>window.hurt=1</script>') && text.includes('onerror='));
		assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(text), 'nothing hidden');
		for (const href of await page.$$eval('a', all => all.map(a => a.getAttribute('href'))))
			assert.match(href, /^#/);
		await close(page);
	},

	async dark_and_small(browser, {demo}) {
		const light = async page => {
			const [ink, paper] = await page.evaluate(() => ['color', 'backgroundColor'].map(k =>
				getComputedStyle(document.body)[k].match(/\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0)));
			return paper - ink;
		};
		const page = await open(browser, demo, {colorScheme: 'light'});
		assert.ok(await light(page) > 400);
		await page.emulateMedia({colorScheme: 'dark'});
		assert.ok(await light(page) < -400);
		await page.setViewportSize({width: 375, height: 700});
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1),
			'wide tables scroll by themselves');
		await close(page);
	},

	async paper(browser, {demo}) {
		const page = await open(browser, demo, {colorScheme: 'dark'});
		await page.emulateMedia({media: 'print', colorScheme: 'dark'});
		assert.equal(await page.locator('nav').isVisible(), false);
		assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
		await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
		assert.equal(await page.locator('details.contradicted:not([open])').count(), 0);
		assert.equal(await page.locator('details.consistent[open]').count(), 0);
		await page.evaluate(() => dispatchEvent(new Event('afterprint')));
		assert.equal(await page.locator('details[open]').count(), 0);
		const pdf = await page.pdf({preferCSSPageSize: true});
		assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
		const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
		assert.ok(pages > 3 && pages < 40, pages + ' pages');
		await close(page);
	},

	async without_scripts_everything_is_there(browser, {demo}) {
		const page = await open(browser, demo, {javaScriptEnabled: false});
		assert.equal(await page.locator('#devices tbody tr').count(), demo.report.devices.length);
		assert.equal(await page.locator('.filter').first().isVisible(), false);
		await close(page);
	},

	async the_data_can_be_saved(browser, {demo}) {
		const page = await open(browser, demo, {acceptDownloads: true});
		const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()]);
		assert.deepEqual(JSON.parse(fs.readFileSync(await download.path(), 'utf8')), demo.report);
		await close(page);
	},
};

async function main() {
	let playwright;
	const executablePath = BROWSERS.find(p => fs.existsSync(p));
	try {
		playwright = require('playwright-core');
	} catch {
		console.log('skip page: playwright-core is not installed');
		return 0;
	}
	if (!executablePath) {
		console.log('skip page: no chromium is installed');
		return 0;
	}
	// Root, as in most containers, can have no sandbox of the browser's own.
	const browser = await playwright.chromium.launch({executablePath,
		args: ['--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage',
			...(process.getuid() ? [] : ['--no-sandbox'])]});
	const sites = {demo: sample(), wicked: hostile()};
	let failed = 0;
	for (const [name, test] of Object.entries(tests)) {
		try {
			await test(browser, sites);
			console.log('ok ' + name);
		} catch (why) {
			failed++;
			console.log('not ok ' + name + '\n' + why.stack);
		}
	}
	await browser.close();
	return failed ? 1 : 0;
}

main().then(status => { process.exitCode = status; }, why => {
	console.log('not ok page\n' + why.stack);
	process.exitCode = 1;
}).finally(() => fs.rmSync(dir, {recursive: true, force: true}));
