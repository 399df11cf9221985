// Places the union of some paths in columns, from the question's side to the answers', and keeps the words of every link apart.
//
// The layered method of Sugiyama, Tagawa and Toda (1981): what paths start from stands in the first column, what they end at in the last, the rest between by
// its place on its paths. Every link's words are given a place of their own in the gap that they stand in, so that they never cover each other or a node.
// Order within a column comes from barycentres and swaps of neighbours, heights from least squares under the distances that nodes and words need. The same
// paths give the same drawing.
import { measure, wrap } from './text.js';

export const nameSize = 13.5;
export const kindSize = 11;
export const wordSize = 11.5;
export const lineHeight = 17;
export const wordHeight = 14;
export const headHeight = 25;

const margin = 6;
const maxColumns = 8;
const rounds = 10;
const maxName = 300;
const sum = values => values.reduce((total, value) => total + value, 0);
const mean = values => sum(values) / values.length;

/**
 * Lays paths out.
 * @param paths All paths of the evidence, as the server tells them.
 * @param drawn Indexes of those to draw, ascending.
 * @param phrases The words of relations.
 * @param room The width that there is; a drawing that needs more is wider.
 */
export function layOut(paths, drawn, phrases, room) {
  const nodes = collectNodes(paths, drawn);
  const columns = assignColumns(nodes, paths, drawn);
  const links = collectLinks(nodes, paths, drawn, phrases, columns > 4 ? 84 : 100);
  const ranks = Array.from({ length: Math.max(1, 2 * columns - 1) }, () => []);
  addSlots(nodes, links, ranks);
  const longest = Math.max(...[...nodes.values()].flatMap(node => node.name.slice(0, maxName).split(/\s+/)).map(word => measure(word, nameSize, 500)));
  const widths = chooseWidths(ranks, columns, room, longest + 24);
  for (const node of nodes.values()) {
    node.width = widths[2 * node.column];
    node.lines = wrap(node.name.slice(0, maxName) || node.id, node.width - 20, nameSize, 3, 500);
    node.height = node.slot.height = headHeight + node.lines.length * lineHeight + 7;
  }
  order(ranks);
  place(ranks);
  const size = settle(ranks, widths);
  draw(nodes, links);
  return { nodes: [...nodes.values()], links, columns, ...size };
}

function collectNodes(paths, drawn) {
  const nodes = new Map();
  for (const index of drawn) {
    for (const node of paths[index].path.nodes) {
      if (!nodes.has(node.id)) {
        nodes.set(node.id, { ...node, index: nodes.size, paths: [], places: [] });
      }
      const known = nodes.get(node.id);
      if (known.paths[known.paths.length - 1] !== index) {
        known.paths.push(index);
      }
    }
  }
  return nodes;
}

function assignColumns(nodes, paths, drawn) {
  const columns = Math.min(maxColumns, Math.max(1, ...drawn.map(index => paths[index].path.nodes.length)));
  for (const index of drawn) {
    const walk = paths[index].path.nodes;
    walk.forEach((node, place) => nodes.get(node.id).places.push(place / Math.max(1, walk.length - 1)));
  }
  const last = columns - 1;
  for (const node of nodes.values()) {
    node.isStart = node.places.includes(0);
    node.isEnd = node.places.includes(1);
    node.column = node.isStart ? 0 : node.isEnd ? last : Math.min(Math.max(Math.round(mean(node.places) * last), 1), Math.max(1, last - 1));
  }
  return columns;
}

function collectLinks(nodes, paths, drawn, phrases, wordRoom) {
  const links = new Map();
  for (const index of drawn) {
    const { nodes: walk, hops } = paths[index].path;
    hops.forEach((hop, i) => {
      const [first, second] = [nodes.get(walk[i].id), nodes.get(walk[i + 1].id)];
      if (first === second) {
        return;
      }
      const turns = first.column > second.column || (first.column === second.column && first.index > second.index);
      const [from, to] = turns ? [second, first] : [first, second];
      for (const relation of hop) {
        const key = `${from.index} ${to.index} ${relation.polarity}`;
        if (!links.has(key)) {
          links.set(key, { from, to, polarity: relation.polarity, relations: [], paths: [] });
        }
        const link = links.get(key);
        const forward = relation.forward !== turns;
        if (!link.relations.some(known => known.relation === relation.relation && known.forward === forward)) {
          link.relations.push({ relation: relation.relation, forward });
        }
        if (link.paths[link.paths.length - 1] !== index) {
          link.paths.push(index);
        }
      }
    });
  }
  for (const link of links.values()) {
    link.phrase = phrases.ofHop(link.relations);
    link.words = wrap(link.phrase, wordRoom, wordSize, 3);
    link.wordsWidth = Math.max(...link.words.map(line => measure(line, wordSize))) + 10;
  }
  return [...links.values()];
}

/** Even ranks are columns, odd ones the gaps between them; whatever passes a rank has a slot in it. */
function addSlots(nodes, links, ranks) {
  const add = (rank, slot) => {
    slot.rank = rank;
    slot.left = [];
    slot.right = [];
    slot.beside = [];
    ranks[rank].push(slot);
    return slot;
  };
  const join = (left, right) => {
    left.right.push(right);
    right.left.push(left);
  };
  for (const node of nodes.values()) {
    node.slot = add(2 * node.column, { start: node.index, distance: 16 });
  }
  const words = ranks.map(() => 0);
  for (const link of links) {
    const [from, to] = [2 * link.from.column, 2 * link.to.column];
    const start = (link.from.index + link.to.index) / 2;
    const wordSlot = rank => {
      words[rank]++;
      link.wordSlot = add(rank, { start, distance: 7, height: link.words.length * wordHeight + 4, width: link.wordsWidth });
      return link.wordSlot;
    };
    if (from === to) {
      // Both ends stand in one column: the link bows out into a gap beside it.
      const rank = from + 1 < ranks.length ? from + 1 : from - 1;
      const slot = wordSlot(Math.max(0, rank));
      (rank > from ? slot.left : slot.right).push(link.from.slot, link.to.slot);
      link.from.slot.beside.push(slot);
      link.slots = [slot];
      continue;
    }
    let chosen = from + 1;
    for (let gap = from + 3; gap < to; gap += 2) {
      chosen = words[gap] < words[chosen] ? gap : chosen;
    }
    link.slots = [];
    let last = link.from.slot;
    for (let rank = from + 1; rank < to; rank++) {
      const slot = rank === chosen ? wordSlot(rank) : add(rank, { start, distance: rank % 2 === 0 ? 14 : 6, height: 4, width: 0 });
      join(last, slot);
      link.slots.push(slot);
      last = slot;
    }
    join(last, link.to.slot);
  }
}

/** Gaps take what their words need; nodes share what is left, at least what a usual word needs, and what they cannot use widens the gaps. */
function chooseWidths(ranks, columns, room, wanted) {
  const gaps = ranks.map((rank, i) => i % 2 === 0 ? 0 : Math.max(48, ...rank.map(slot => (slot.width ?? 0) + (columns > 4 ? 18 : 26))));
  const left = room - 2 * margin - sum(gaps);
  const least = Math.max(126, Math.min(wanted, 160));
  const node = Math.min(Math.max(left / columns, least), columns > 4 ? least : 206);
  const spare = columns > 1 ? Math.min(Math.max(0, (left - node * columns) / (columns - 1)), 90) : 0;
  return gaps.map((gap, i) => i % 2 === 0 ? node : gap + spare);
}

function order(ranks) {
  const number = rank => rank.forEach((slot, i) => {
    slot.order = (i + 0.5) / rank.length;
  });
  const sort = (rank, placeOf) => {
    rank.forEach(slot => {
      slot.place = placeOf(slot);
    });
    rank.sort((a, b) => a.place - b.place || a.order - b.order);
    number(rank);
  };
  const crossings = (left, right, of) => sum(of(left).map(a => of(right).filter(b => a.order > b.order).length));
  const count = () => sum(ranks.map(rank => sum(rank.flatMap((slot, i) => rank.slice(i + 1).map(below => crossings(slot, below, one => one.right))))));
  const swapNeighbors = rank => {
    for (let i = 0; i + 1 < rank.length; i++) {
      const cost = (a, b) => crossings(a, b, one => one.left) + crossings(a, b, one => one.right);
      if (cost(rank[i + 1], rank[i]) < cost(rank[i], rank[i + 1])) {
        [rank[i], rank[i + 1]] = [rank[i + 1], rank[i]];
        number(rank);
      }
    }
  };

  ranks.forEach(number);
  ranks.forEach(rank => sort(rank, slot => slot.start));
  let fewest = count();
  let best = ranks.map(rank => [...rank]);
  for (let round = 0; round < rounds && fewest > 0; round++) {
    ranks.forEach(rank => sort(rank, slot => slot.left.length === 0 ? slot.order : mean(slot.left.map(one => one.order))));
    [...ranks].reverse().forEach(rank => sort(rank, slot => slot.right.length === 0 ? slot.order : mean(slot.right.map(one => one.order))));
    ranks.forEach(swapNeighbors);
    const crossed = count();
    if (crossed < fewest) {
      fewest = crossed;
      best = ranks.map(rank => [...rank]);
    }
  }
  ranks.forEach((rank, i) => rank.splice(0, rank.length, ...best[i]));
}

function place(ranks) {
  const wish = (slot, others) => others.length === 0 ? slot.y : mean(others.map(one => one.y));
  ranks.forEach(rank => pool(rank, () => 0));
  for (let round = 0; round < rounds; round++) {
    ranks.forEach(rank => pool(rank, slot => wish(slot, slot.left)));
    [...ranks].reverse().forEach(rank => pool(rank, slot => wish(slot, slot.right)));
  }
  [...ranks, ...[...ranks].reverse()].forEach(rank => pool(rank, slot => wish(slot, [...slot.left, ...slot.right])));
  closeUp(ranks);
}

/** Moves every part that nothing joins to the others up to what stands above it. */
function closeUp(ranks) {
  const parts = [];
  const seen = new Set();
  for (const slot of ranks.flat()) {
    const part = [];
    for (const open = [slot]; open.length > 0;) {
      const next = open.pop();
      if (!seen.has(next)) {
        seen.add(next);
        part.push(next);
        open.push(...next.left, ...next.right, ...next.beside);
      }
    }
    if (part.length > 0) {
      parts.push(part);
    }
  }
  const topOf = part => Math.min(...part.map(slot => slot.y - slot.height / 2));
  const highest = Math.min(...parts.map(topOf));
  for (const part of parts.sort((a, b) => topOf(a) - topOf(b))) {
    const room = part.flatMap(slot => {
      const above = ranks[slot.rank][ranks[slot.rank].indexOf(slot) - 1];
      return above && !part.includes(above) ? [slot.y - above.y - (above.height + slot.height) / 2 - Math.max(above.distance, slot.distance)] : [];
    });
    const shift = Math.min(topOf(part) - highest, ...room);
    part.forEach(slot => {
      slot.y -= shift;
    });
  }
}

/** The heights nearest to the wished ones that keep order and distances: isotonic regression by pooling adjacent violators. */
function pool(rank, wishOf) {
  const offsets = [];
  const pools = [];
  rank.forEach((slot, i) => {
    const above = rank[i - 1];
    offsets.push(i === 0 ? 0 : offsets[i - 1] + (above.height + slot.height) / 2 + Math.max(above.distance, slot.distance));
    let next = { total: wishOf(slot) - offsets[i], count: 1 };
    while (pools.length > 0 && pools[pools.length - 1].total / pools[pools.length - 1].count >= next.total / next.count) {
      const last = pools.pop();
      next = { total: next.total + last.total, count: next.count + last.count };
    }
    pools.push(next);
  });
  let at = 0;
  for (const { total, count } of pools) {
    for (let i = 0; i < count; i++, at++) {
      rank[at].y = total / count + offsets[at];
    }
  }
}

function settle(ranks, widths) {
  const slots = ranks.flat();
  const top = Math.min(...slots.map(slot => slot.y - slot.height / 2)) - margin;
  const bottom = Math.max(...slots.map(slot => slot.y + slot.height / 2)) + margin;
  let x = margin;
  ranks.forEach((rank, i) => {
    for (const slot of rank) {
      slot.y -= top;
      slot.x = x + widths[i] / 2;
    }
    x += widths[i];
  });
  return { width: Math.ceil(x + margin), height: Math.ceil(bottom - top) };
}

function draw(nodes, links) {
  const ends = new Map(links.map(link => [link, {}]));
  for (const node of nodes.values()) {
    node.x = node.slot.x - node.width / 2;
    node.y = node.slot.y;
    // Links that leave a node on one side leave it apart, in the order in which they go on.
    const sides = { left: [], right: [] };
    for (const link of links) {
      const end = link.from === node ? 'start' : link.to === node ? 'end' : null;
      if (end) {
        const next = end === 'start' ? link.slots[0] : link.slots[link.slots.length - 1];
        sides[next.rank > node.slot.rank ? 'right' : 'left'].push({ link, end, y: next.y });
      }
    }
    for (const side of Object.values(sides)) {
      const step = Math.min(11, (node.height - 14) / Math.max(1, side.length));
      side.sort((a, b) => a.y - b.y).forEach(({ link, end }, i) => {
        ends.get(link)[end] = node.y + (i - (side.length - 1) / 2) * step;
      });
    }
  }
  for (const link of links) {
    const { start, end } = ends.get(link);
    const isBow = link.from.column === link.to.column;
    const bowsLeft = isBow && link.wordSlot.rank < link.from.slot.rank;
    const points = [[link.from.x + (bowsLeft ? 0 : link.from.width), start]];
    if (isBow) {
      points.push([link.wordSlot.x, link.wordSlot.y]);
    } else {
      for (const slot of link.slots) {
        const half = (slot.rank % 2 === 0 ? link.from.width : slot.width) / 2;
        points.push([slot.x - half, slot.y], [slot.x + half, slot.y]);
      }
    }
    points.push([link.to.x + (isBow && !bowsLeft ? link.to.width : 0), end]);
    link.line = isBow ? bow(points) : curve(points);
    link.head = { x: points[points.length - 1][0], y: end, direction: points[points.length - 1][0] > link.to.x ? -1 : 1 };
    link.wordsAt = { x: link.wordSlot.x, y: link.wordSlot.y };
  }
}

const at = number => Math.round(number * 10) / 10;

/** A line that is level at each of its points. */
function curve(points) {
  return points.slice(1).reduce((path, [x, y], i) => {
    const [lastX, lastY] = points[i];
    const half = (x - lastX) / 2;
    return `${path}C${at(lastX + half)} ${at(lastY)} ${at(x - half)} ${at(y)} ${at(x)} ${at(y)}`;
  }, `M${at(points[0][0])} ${at(points[0][1])}`);
}

function bow([[startX, startY], [x, y], [endX, endY]]) {
  return `M${at(startX)} ${at(startY)}C${at(x)} ${at(startY)} ${at(x)} ${at(startY)} ${at(x)} ${at(y)}C${at(x)} ${at(endY)} ${at(x)} ${at(endY)} ${at(endX)} ${at(endY)}`;
}
