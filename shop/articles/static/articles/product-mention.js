/* Inline product mentions in Wagtail's rich text editor: the toolbar's tag button opens the product chooser, and a
   mention shows its product with "edit" and "remove". Registered by shop/articles/wagtail_hooks.py; plain JavaScript
   on the classes that Wagtail offers for this (docs: "Extending the Draftail editor"). */
(() => {
  const { React, draftail } = window;

  class ProductSource extends draftail.ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.productChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData(product) {
      return { id: product.id, title: product.title, url: product.url };
    }
  }

  /* A product that was withdrawn since has no address any more: readers see plain text, the editor a warning. */
  const ProductMention = (props) => {
    const { id, title, url } = props.contentState.getEntity(props.entityKey).getData();
    const label = title || `Product ${id} no longer exists`;
    return React.createElement(draftail.TooltipEntity, {
      ...props,
      icon: url ? "#icon-tag" : "#icon-warning",
      label: url ? label : `${label} (not in the shop)`,
      url: url || null,
    });
  };

  draftail.registerPlugin({ type: "PRODUCT", source: ProductSource, decorator: ProductMention }, "entityTypes");
})();
