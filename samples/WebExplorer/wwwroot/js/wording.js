import { make } from './dom.js';

const looks = [
  ['disease', 'disease'], ['disorder', 'disease'], ['drug', 'drug'], ['compound', 'drug'], ['chemical', 'drug'], ['gene', 'gene'], ['protein', 'gene'],
  ['phenotype', 'finding'], ['symptom', 'finding'], ['effect', 'finding'], ['anatomy', 'anatomy'], ['process', 'biology'], ['function', 'biology'],
  ['component', 'biology'], ['pathway', 'biology'], ['exposure', 'exposure'],
];

// A shape for each kind, in a square of ten units, so that colour is never the only sign.
const shapes = {
  disease: 'M0.7 5a4.3 4.3 0 1 0 8.6 0a4.3 4.3 0 1 0 -8.6 0z',
  drug: 'M2.8 2h4.4a3 3 0 0 1 0 6h-4.4a3 3 0 0 1 0 -6z',
  gene: 'M2.5 0.7h5l2.5 4.3l-2.5 4.3h-5l-2.5 -4.3z',
  finding: 'M5 0.5l4.8 9h-9.6z',
  anatomy: 'M1 1h8v8h-8z',
  biology: 'M5 0l5 5l-5 5l-5 -5z',
  exposure: 'M3.4 0.5h3.2v2.9h2.9v3.2h-2.9v2.9h-3.2v-2.9h-2.9v-3.2h2.9z',
  other: 'M0.7 5a4.3 4.3 0 1 0 8.6 0a4.3 4.3 0 1 0 -8.6 0zm2.2 0a2.1 2.1 0 1 1 4.2 0a2.1 2.1 0 1 1 -4.2 0z',
};

/** How a node type looks: a class of the style sheet. Types are an open set; unknown ones look neutral. */
export const lookOf = type => looks.find(([part]) => type.toLowerCase().includes(part))?.[1] ?? 'other';

/** A type in words. */
export const typeOf = type => type.replaceAll('_', ' ');

/** The shape of a look as a drawing of its own, for legends. */
export const iconOf = look =>
  make('svg', { viewBox: '0 0 10 10', width: 11, height: 11, 'aria-hidden': 'true' }, make('path', { class: 'shape', d: shapes[look] }));

/** Words that differ from "holds". */
export const polarities = { affirmed: 'holds', absent: 'does not occur', contraindicated: 'is to be avoided' };

/** What a mention says, where it is not simply present. */
export const assertions = { absent: 'denied', family: 'in the family', historical: 'in the past', hypothetical: 'possible' };

/** What the evidence says of an option. */
export const supports = {
  supported: ['supported', 'good'], opposed: ['spoken against', 'bad'], mixed: ['for and against', 'warn'],
  no_evidence: ['no evidence', ''], not_linked: ['not in the graph', ''],
};

/** The words between two nodes, read in the given direction. */
export class Phrases {
  #relations = new Map();

  /** @param relations What the graph says of its relations. */
  constructor(relations) {
    for (const relation of relations) {
      this.#relations.set(relation.relation, relation);
    }
  }

  of(relation, forward) {
    const known = this.#relations.get(relation);
    return known ? (forward ? known.forward_phrase : known.reverse_phrase) : `${typeOf(relation)} ${forward ? 'to' : 'from'}`;
  }

  /** The words of a hop; parallel relations that read the same are written once, and two are enough. */
  ofHop(relations) {
    return [...new Set(relations.map(one => this.of(one.relation, one.forward)))].slice(0, 2).join(' and ');
  }

  /** A claim of a step, in words. */
  ofClaim(claim, nameOf) {
    const polarity = claim.polarity === 'affirmed' ? '' : ` (${polarities[claim.polarity]})`;
    return `${nameOf(claim.subject)} ${this.of(claim.relation, true)} ${nameOf(claim.object)}${polarity}`;
  }
}
