'use strict';
/* The page works without this; with it, tables sort and filter and devices open. Text from devices
 * is only ever put in as text, never as markup. */
(function () {
	const doc = document;
	doc.documentElement.classList.add('js');

	function el(tag, attributes, ...children) {
		const node = doc.createElement(tag);
		for (const [key, value] of Object.entries(attributes || {}))
			node.setAttribute(key, value);
		for (const child of children)
			if (child !== null && child !== undefined && child !== '')
				node.append(child);
		return node;
	}
	const count = n => n.toLocaleString('en-US');
	function size(n) {
		const units = ['B', 'kB', 'MB', 'GB', 'TB'];
		let at = 0;
		for (; n >= 999.95 && at + 1 < units.length; at++)
			n /= 1000;
		return (at && n < 99.95 ? n.toFixed(1) : Math.round(n)) + ' ' + units[at];
	}
	const time = t => t ? t.slice(0, 19).replace('T', ' ') : '';

	/* sorting */
	function value(cell) {
		if (!cell)
			return '';
		return cell.dataset.v !== undefined ? Number(cell.dataset.v) : cell.textContent.trim().toLowerCase();
	}
	function sort(table, th) {
		const heads = [...table.tHead.rows[0].cells];
		const at = heads.indexOf(th);
		const down = th.getAttribute('aria-sort') === 'ascending' ||
			(th.classList.contains('n') && th.getAttribute('aria-sort') !== 'descending');
		closeAll(table);
		heads.forEach(h => h.removeAttribute('aria-sort'));
		th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
		const rows = [...table.tBodies[0].rows].map((row, order) => ({row, order, v: value(row.cells[at])}));
		rows.sort((a, b) => {
			const less = a.v < b.v ? -1 : a.v > b.v ? 1 : 0;
			return (down ? -less : less) || a.order - b.order;
		});
		table.tBodies[0].append(...rows.map(r => r.row));
	}
	for (const table of doc.querySelectorAll('table.sort')) {
		for (const th of table.tHead.rows[0].cells) {
			const button = el('button', {type: 'button'}, th.textContent);
			button.addEventListener('click', () => sort(table, th));
			th.replaceChildren(button);
		}
	}

	/* filtering */
	for (const input of doc.querySelectorAll('.filter input')) {
		const table = doc.getElementById(input.dataset.table);
		const said = input.parentElement.querySelector('output');
		const rows = [...table.tBodies[0].rows];
		const texts = rows.map(r => r.textContent.toLowerCase());
		let timer = 0;
		const apply = () => {
			const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
			let shown = 0;
			closeAll(table);
			rows.forEach((row, i) => {
				const fits = words.every(w => texts[i].includes(w));
				row.hidden = !fits;
				shown += fits;
			});
			said.textContent = (words.length ? count(shown) + ' of ' : '') + count(rows.length) + ' rows';
		};
		input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
		apply();
	}

	/* the report itself, which stands in the page; characters that hide or reorder text become
	 * visible, as in the rest of the page */
	let loaded = null;
	const hidden = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]/g;
	const code = c => c < '\u0080' ? '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0') : '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
	const visible = (key, what) => typeof what === 'string' ? what.replace(hidden, code) : what;
	async function bytes(base64) {
		const raw = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
		const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream('gzip'));
		return new Response(stream).text();
	}
	function text() {
		const block = doc.getElementById('data');
		return block.dataset.form === 'gzip' ? bytes(block.textContent.trim()) : Promise.resolve(block.textContent);
	}
	function report() {
		if (!loaded)
			loaded = text().then(t => JSON.parse(t, visible)).then(data => {
				data.at = new Map(data.devices.map((d, i) => [d.id, i]));
				return data;
			});
		return loaded;
	}

	function frames(data, list) {
		const box = el('span', {});
		list.forEach((f, i) => {
			const file = data.captures[f.capture] ? data.captures[f.capture].file : '';
			box.append(i ? ', ' : '', i && f.capture === list[i - 1].capture ? '' : file + ' ',
				el('code', {title: 'paste into the filter bar of Wireshark'}, 'frame.number == ' + f.frame));
		});
		return box;
	}
	function table(heads, rows) {
		const numeric = heads.map(h => h.startsWith('#'));
		const cell = (tag, i, what) => el(tag, numeric[i] ? {class: 'n'} : {}, what);
		return el('div', {class: 'scroll'}, el('table', {},
			el('thead', {}, el('tr', {}, ...heads.map((h, i) => cell('th', i, h.replace('#', ''))))),
			el('tbody', {}, ...rows.map(r => el('tr', {}, ...r.map((c, i) => cell('td', i, c)))))));
	}
	function list(pairs) {
		const dl = el('dl', {});
		for (const [name, what] of pairs)
			if (what !== null && what !== undefined && what !== '')
				dl.append(el('dt', {}, name), el('dd', {}, what));
		return dl;
	}
	const badge = (word) => el('span', {class: 'badge ' + word.replace(' ', '-')}, word);
	const percent = p => p > 0.995 && p < 1 ? '>99%' : Math.round(p * 100) + '%';
	const one = x => ({capture: x.capture, frame: x.frame});

	function identity(data, d) {
		const known = [d.maker].concat(d.maker.alternatives).filter(m => m.probability >= 0.0005);
		const said = d.declaration;
		return list([
			['Addresses', d.addresses.join(', ')],
			['Maker, most likely first', known.map(m => (m.name || 'not known') + ' ' + percent(m.probability)).join(', ')],
			['MAC prefix registered to', d.registrant],
			['Brand', d.brand], ['Model', d.model], ['Firmware', d.firmware], ['Serial number', d.serial],
			['Host names', d.hostnames.join(', ')],
			['Declared', said && [said.maker || said.brand, said.model, said.country, said.supplier, said.contract, said.position].filter(Boolean).join(', ') + ' (line ' + said.line + ')'],
			['Seen', time(d.first) + ' to ' + time(d.last) + ' UTC, ' + count(d.packets) + ' packets sent'],
			['Completeness', completeness(d.completeness)],
			['Same implementation', d.twins_total ? twins(data, d) : null]]);
	}
	function twins(data, d) {
		const box = el('span', {});
		d.twins.slice(0, 12).forEach((id, i) => {
			const link = el('a', {href: '#d' + data.at.get(id)}, id);
			box.append(i ? ', ' : '', link);
		});
		if (d.twins_total > 12)
			box.append(' and ' + count(d.twins_total - Math.min(12, d.twins.length)) + ' more');
		return box;
	}
	const seconds = t => t < 10 ? t.toFixed(1) + ' s' : t < 600 ? Math.floor(t) + ' s' : t < 36000 ? Math.floor(t / 60) + ' min' : Math.floor(t / 3600) + ' h';
	const footage = f => f.answer + ', at most ' + seconds(f.seconds_at_most);
	function completeness(c) {
		const lost = c.unseen + c.dropped_at_most;
		return 'seen ' + seconds(c.seen_s) + ' of ' + seconds(c.span_s) +
			(lost ? ', at most ' + size(lost) + ' or ' + seconds(c.footage_s_at_most) + ' of footage unseen' : ', no byte known to be unseen') +
			(c.ways_out ? '; all that left can hold at most ' + seconds(c.all_footage_s_at_most) + ' of footage' : '');
	}
	function contactRow(data, c) {
		const port = c.port ? (c.address.includes(':') ? '[' + c.address + ']:' : c.address + ':') + c.port : c.address;
		const notes = [c.permitted && 'permitted', c.hard_coded && 'fixed address', c.refused && 'refused on the way',
			c.from_firmware && 'carried by the firmware',
			c.operator && (c.operator.role ? c.operator.role + ' of ' : '') + c.operator.name].filter(Boolean);
		return [badge(c.exposure), c.name || '', port + ' ' + (c.protocol || c.transport),
			[c.country, c.network].filter(Boolean).join(', '), size(c.bytes_out), size(c.bytes_in), footage(c.footage),
			notes.join(', '), frames(data, c.frames)];
	}
	function vote(data, d, v) {
		const sign = v.weight > 0 ? '+' : '';
		const seen = v.kind ? v.kind + ': ' + v.value : 'in every frame';
		return [v.makers.length ? sign + v.weight.toFixed(2) : '', v.makers.join(', '), seen, v.says,
			v.kind ? frames(data, [one(v)]) : ''];
	}
	function detail(data, at) {
		const d = data.devices[at];
		const box = el('div', {});
		const findings = data.findings.filter(f => f.device === d.id);
		const section = (title, body) => box.append(el('h3', {}, title), body);
		box.append(identity(data, d));
		if (findings.length)
			section('Findings', table(['Answer', 'Question', 'Statement', 'Limits', 'Frames'],
				findings.map(f => [badge(f.answer), f.question, f.statement, f.does_not_show,
					frames(data, f.observations.flatMap(o => o.frames).slice(0, 8))])));
		if (d.evidence.length)
			section('What moved the verdict on its maker and kind', table(['#Weight', 'Makers', 'What was seen', 'What it means', 'Frame'],
				d.evidence.map(v => vote(data, d, v))));
		if (d.link_announcements.length)
			section('What it announces by LLDP and CDP', table(['What', 'Value', 'Frame'],
				d.link_announcements.map(a => [a.kind, a.value, frames(data, [one(a)])])));
		if (d.contacts.length)
			section('Contacts outside the site', table(['Reached', 'Server', 'Address', 'Where', '#Sent', '#Received', 'Footage', 'Notes', 'Frames'],
				d.contacts.map(c => contactRow(data, c))));
		if (d.firmware_images)
			section('Servers known from firmware (' + d.firmware_images.images.map(i => i.name).join(', ') + ', taken for its own: ' +
				d.firmware_images.why + ')', table(['Reached', 'Server', 'What for', 'Where', 'Carried by'],
				d.firmware_images.servers.map(s => [badge(s.exposure), (s.name || s.address) + (s.port ? ' port ' + s.port : ''), s.role,
					s.country || '', (s.path ? s.path + ' at 0x' + s.offset.toString(16) + ' in ' : '') + s.image])));
		if (d.asked_only.length)
			section('Names asked for, then not contacted', table(['Name', '#Times', 'Frame'],
				d.asked_only.map(a => [a.name, count(a.count), frames(data, [one(a)])])));
		if (d.inbound.length)
			section('Sessions opened from outside', table(['From', '#To port', 'Protocol', '#Device sent', 'Footage', 'Frames'],
				d.inbound.map(i => [i.address, String(i.local_port), i.protocol || i.transport, size(i.bytes_out), footage(i.footage), frames(data, i.frames)])));
		box.append(el('p', {class: 'soft'}, 'Weight: the logarithm by which an observation shifts these makers; 2.3 is ten times more likely. ',
			'To look at a frame, open the capture in Wireshark and paste the filter.'));
		return box;
	}

	/* opening a device */
	function close(row) {
		const next = row.nextElementSibling;
		if (next && next.classList.contains('detail'))
			next.remove();
		const button = row.querySelector('button.open');
		if (button)
			button.setAttribute('aria-expanded', 'false');
	}
	function closeAll(table) {
		for (const row of table.querySelectorAll('tr.detail'))
			close(row.previousElementSibling);
	}
	async function open(row) {
		const cell = el('td', {colspan: row.cells.length}, 'Reading...');
		const box = el('tr', {class: 'detail'}, cell);
		row.after(box);
		row.querySelector('button.open').setAttribute('aria-expanded', 'true');
		try {
			cell.replaceChildren(detail(await report(), Number(row.id.slice(1))));
		} catch (problem) {
			cell.textContent = 'This browser cannot unpack the details (' + problem.message + '). They are in the JSON report.';
		}
	}
	for (const cell of doc.querySelectorAll('#devices tbody th')) {
		const row = cell.parentElement;
		const button = el('button', {type: 'button', class: 'open mono', 'aria-expanded': 'false'}, cell.textContent);
		button.addEventListener('click', () => {
			if (button.getAttribute('aria-expanded') === 'true')
				close(row);
			else
				open(row);
		});
		cell.replaceChildren(button);
	}
	function go() {
		const row = /^#d\d+$/.test(location.hash) && doc.getElementById(location.hash.slice(1));
		if (!row)
			return;
		row.hidden = false;
		if (row.querySelector('button.open').getAttribute('aria-expanded') === 'false')
			open(row);
		row.scrollIntoView({block: 'start'});
	}
	addEventListener('hashchange', go);
	go();

	/* the data as a file of its own */
	const save = doc.getElementById('save');
	if (save)
		save.addEventListener('click', async () => {
			const url = URL.createObjectURL(new Blob([await text()], {type: 'application/json'}));
			el('a', {href: url, download: 'camtrail-report.json'}).click();
			setTimeout(() => URL.revokeObjectURL(url), 10000);
		});

	/* paper shows what is folded on the screen, but the evidence for what agrees */
	let folded = [];
	addEventListener('beforeprint', () => {
		folded = [...doc.querySelectorAll('details:not([open]):not(.consistent):not(.not-tested):not(.places)')];
		folded.forEach(d => { d.open = true; });
	});
	addEventListener('afterprint', () => folded.forEach(d => { d.open = false; }));
})();
