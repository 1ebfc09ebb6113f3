// SPDX-License-Identifier: Apache-2.0
// The page of `camtrail vet --html`, in a real browser: vet.js VET_SAMPLE, which prints pages on images
// judged by hand whose files are called, and say, what a hostile file would.
// Lines of `ok`, `not ok` and `skip`, which tests/count.py adds up.
'use strict';
const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const sample = path.resolve(process.argv[2]);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'camtrail-vet-page-'));
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function made(name) {
	const page = path.join(dir, name + '.html');
	const print = form => execFileSync(sample, [form, name], {maxBuffer: 1 << 28});
	fs.writeFileSync(page, print('html'));
	return {url: 'file://' + page, report: JSON.parse(print('json'))};
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
	await page.goto(site.url);
	return page;
}

async function close(page) {
	assert.deepEqual(page.trouble, []);
	await page.context().close();
}

const servers = report => report.images.flatMap(i => i.servers);

const tests = {
	async numbers_are_those_of_the_report(browser, {small}) {
		const page = await open(browser, small);
		const tiles = await page.$$eval('.tile', all => all.map(t => Number(t.querySelector('.big').textContent)));
		assert.deepEqual(tiles, [servers(small.report).length, small.report.findings.length, small.report.summary.files]);
		assert.equal(await page.locator('#carried tbody tr').count(), servers(small.report).length);
		assert.equal(await page.locator('details.finding').count(), small.report.findings.length);
		await close(page);
	},

	async servers_filter_and_sort(browser, {small}) {
		const page = await open(browser, small);
		const rows = () => page.$$eval('#carried tbody tr', all => all.filter(r => !r.hidden).map(r => r.cells[1].textContent));
		await page.locator('.filter input[data-table=carried]').fill('northeye china');
		await page.waitForFunction(() => document.querySelectorAll('#carried tbody tr[hidden]').length === 5);
		assert.deepEqual(await rows(), ['fw.northeye-cloud.example', 'p2p.northeye-cloud.example:32100']);
		await page.locator('.filter input[data-table=carried]').fill('');
		await page.waitForFunction(() => !document.querySelector('#carried tbody tr[hidden]'));
		await page.locator('#carried thead button', {hasText: 'Server'}).click();
		const got = await rows();
		assert.deepEqual(got, [...got].sort((a, b) => a.toLowerCase() < b.toLowerCase() ? -1 : 1));
		await close(page);
	},

	async a_place_shows_file_offset_and_bytes(browser, {small}) {
		const page = await open(browser, small);
		const place = page.locator('#carried details.places').first();
		assert.equal(await place.locator('pre').isVisible(), false);
		await place.locator('summary').click();
		const text = await place.innerText();
		for (const word of ['usr/bin/app at 0x1f00', '00001ef8', '63 6f 6e 6e 65 63 74 20', 'connect 198.51.1'])
			assert.ok(text.includes(word), word + ' in ' + text);
		await close(page);
	},

	async what_files_hold_stays_text(browser, {small}) {
		const page = await open(browser, small);
		await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
		assert.equal(await page.evaluate(() => window.hurt), undefined);
		assert.equal(await page.locator('img, iframe, object, embed, link, base, form').count(), 0);
		assert.equal(await page.locator('script').count(), 2, 'the data and the page\'s own');
		const text = await page.locator('body').innerText();
		assert.ok(text.includes('<script>window.hurt=1</script>') && text.includes('onerror='));
		assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(text), 'nothing hidden');
		for (const href of await page.$$eval('a', all => all.map(a => a.getAttribute('href'))))
			assert.match(href, /^#s-/);
		for (const href of await page.$$eval('nav a', all => all.map(a => a.getAttribute('href'))))
			assert.equal(await page.locator(href).count(), 1, href);
		await close(page);
	},

	async dark_and_small(browser, {small}) {
		for (const [width, colorScheme] of [[1280, 'light'], [400, 'dark']]) {
			const page = await open(browser, small, {viewport: {width, height: 800}, colorScheme});
			await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
			assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1),
				'wide tables scroll by themselves at ' + width);
			const [ink, paper] = await page.evaluate(() => ['color', 'backgroundColor'].map(k =>
				getComputedStyle(document.body)[k].match(/\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0)));
			assert.ok(colorScheme === 'dark' ? paper - ink < -400 : paper - ink > 400);
			await close(page);
		}
	},

	async paper(browser, {small}) {
		const page = await open(browser, small);
		await page.emulateMedia({media: 'print'});
		await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
		assert.equal(await page.locator('details.contradicted:not([open])').count(), 0);
		assert.equal(await page.locator('details.places[open]').count(), 0, 'bytes stay folded on paper');
		await page.evaluate(() => dispatchEvent(new Event('afterprint')));
		const pdf = await page.pdf({preferCSSPageSize: true});
		const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
		assert.ok(pages > 2 && pages < 20, pages + ' pages');
		await close(page);
	},

	async without_scripts_everything_is_there(browser, {small, large, empty}) {
		for (const site of [small, large, empty]) {
			const page = await open(browser, site, {javaScriptEnabled: false});
			assert.equal(await page.locator('#carried tbody tr').count(), servers(site.report).length);
			await close(page);
		}
	},

	async the_data_can_be_saved(browser, {small}) {
		const page = await open(browser, small, {acceptDownloads: true});
		const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()]);
		assert.deepEqual(JSON.parse(fs.readFileSync(await download.path(), 'utf8')), small.report);
		await close(page);
	},
};

async function main() {
	let playwright;
	const executablePath = BROWSERS.find(p => fs.existsSync(p));
	try {
		playwright = require('playwright-core');
	} catch {
		console.log('skip vet_page: playwright-core is not installed');
		return 0;
	}
	if (!executablePath) {
		console.log('skip vet_page: no chromium is installed');
		return 0;
	}
	// Root, as in most containers, can have no sandbox of the browser's own.
	const browser = await playwright.chromium.launch({executablePath,
		args: ['--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage',
			...(process.getuid() ? [] : ['--no-sandbox'])]});
	const sites = {small: made('small'), large: made('400'), empty: made('empty')};
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
	console.log('not ok vet_page\n' + why.stack);
	process.exitCode = 1;
}).finally(() => fs.rmSync(dir, {recursive: true, force: true}));
