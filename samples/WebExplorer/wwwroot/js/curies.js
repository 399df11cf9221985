// The pages of CURIEs at identifiers.org: the same prefixes that the page of a result has. An id of another form, or a local one, has none.
import { link } from './dom.js';

const namespaces = {
  CHEBI: 'CHEBI', CL: 'CL', DOID: 'DOID', ECO: 'ECO', GO: 'GO', HP: 'HP', MONDO: 'MONDO', UBERON: 'UBERON',
  'CHEMBL.COMPOUND': 'chembl.compound', CLINICALTRIALS: 'clinicaltrials', DRUGBANK: 'drugbank', EFO: 'efo', ENSEMBL: 'ensembl',
  HGNC: 'hgnc', MEDDRA: 'meddra', MESH: 'mesh', NCBIGENE: 'ncbigene', NCIT: 'ncit', OMIM: 'mim', ORPHANET: 'orphanet',
  PMC: 'pmc', PMID: 'pubmed', 'PUBCHEM.COMPOUND': 'pubchem.compound', REACTOME: 'reactome', SNOMEDCT: 'snomedct',
  UMLS: 'umls', UNIPROTKB: 'uniprot',
};

/** The address of a CURIE's page, or null. */
export function pageOf(curie) {
  const [, prefix, id] = /^([^:]+):(.{1,64})$/.exec(curie) ?? [];
  const space = prefix && Object.hasOwn(namespaces, prefix.toUpperCase()) ? namespaces[prefix.toUpperCase()] : null;
  const isKnown = space && (/^[A-Z]/.test(space) ? /^\d+$/ : /^[A-Za-z0-9._-]+$/).test(id);
  return isKnown ? `https://identifiers.org/${space}:${id}` : null;
}

/** A CURIE as text, which leads to its page where it has one. */
export const curie = id => link(pageOf(id), id);
